"""`flask fees reconcile`: catch up with the providers, then compare rows and moves of each unit."""

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from portal.fees import units
from portal.fees.units import Unit
from portal.kernel import clock, formats
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.settlement.catching_up import catch_up
from portal.settlement.reconcile import Reconciled, reconcile
from portal.settlement.words import difference_words, is_whose, lies
from portal.transfers.words import PROVIDERS


@click.command("reconcile")
@with_appcontext
def reconcile_command() -> None:
    """Ask about old payments, place what can be placed, compare all books; fail on a difference."""
    caught_up = catch_up(clock.now())
    silent = sum(not each.answered for each in caught_up.asked)
    click.echo(
        f"{len(caught_up.asked)} payments asked about, {silent} without an answer; "
        f"{caught_up.expired} orders ran out, {caught_up.placed} paid by money that waited"
    )
    found = [(unit, reconcile(unit)) for unit in units.units(reads())]
    for unit, reconciled in found:
        for line in _lines(unit, reconciled):
            click.echo(line)
    if any(reconciled.differences for _unit, reconciled in found):
        raise SystemExit(1)


def _lines(unit: Unit, reconciled: Reconciled) -> Iterator[str]:
    language = current_language()
    yield unit.commune
    for label, held in {**lies(reconciled.books), **is_whose(reconciled.books)}.items():
        yield f"  {label}: {formats.dong(held, language=language)}"
    for each in reconciled.came_in:
        if each.collects:
            came, returned, by_bank, paid_out, charges = (
                formats.dong(amount, language=language)
                for amount in (
                    each.came,
                    each.returned,
                    each.by_bank,
                    each.paid_out,
                    each.charges,
                )
            )
            from_bank = f" ({by_bank} from our bank)" if each.by_bank else ""
            yield (
                f"  {PROVIDERS[each.provider]}: {came} came in, {returned} given back{from_bank}, "
                f"{paid_out} paid out, {charges} kept as its fee"
            )
    for shown_by_none in reconciled.not_shown:
        amount = formats.dong(shown_by_none.amount, language=language)
        moment = formats.moment(shown_by_none.came_at, language=language)
        yield f"  on no statement of the bank ({moment}): {amount}"
    for difference in reconciled.differences:
        yield f"  {difference_words(difference)}"
    if not reconciled.differences:
        yield "  rows and books agree"
