"""`flask fees …`: who collects, on which terms, and opening a year."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import AppGroup
from tqdm import tqdm

from portal.audit.trail import Actor
from portal.fees import following, opening, taking_over, terms, units
from portal.fees.terms import Terms
from portal.fees.units import BankAccount, Unit
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.text import clean

group = AppGroup("fees", help="The yearly fee.")
by_option = click.option("--by", default="operator", help="Who asked for it.")


@contextmanager
def _told() -> Iterator[None]:
    """Stop with the sentence of a refusal, commit otherwise."""
    try:
        yield
    except RuleBroken as refusal:
        session.rollback()
        raise click.ClickException(refusal.message) from refusal
    session.commit()


def _unit(commune: str) -> Unit:
    unit = units.unit_of(reads(), commune)
    if unit is None:
        raise click.ClickException(f"{commune} has no unit yet. See: flask fees unit")
    return unit


def _units(commune: str | None) -> Sequence[Unit]:
    chosen = [_unit(commune)] if commune else units.units(reads())
    if not chosen:
        raise click.ClickException("No commune has a unit yet. See: flask fees unit")
    return chosen


def _say(changed: bool) -> None:
    click.echo("Written down." if changed else "It says so already.")


@group.command()
@click.argument("commune")
@click.option("--name", help='Who collects, like "UBND xã Đồng Sen".')
@click.option("--prefix", help='How its receipt numbers begin, like "DS"; it stays for good.')
@click.option("--address")
@click.option("--tax-code")
@by_option
def unit(commune: str, by: str, **given: str | None) -> None:
    """Enter the unit that collects in a commune, or change what is given of it."""
    wanted = {name: value for name, value in given.items() if value is not None}
    with _told():
        _say(units.keep_unit(commune, wanted, by=Actor(name=by)))


@group.command()
@click.argument("commune")
@click.option("--bin", "bank", required=True, help="The six digits of the bank (NAPAS).")
@click.option("--bank", "bank_name", required=True, help="The bank by name.")
@click.option("--number", required=True, help="The unit's own account, nobody else's.")
@click.option("--holder", required=True, help="The holder as the bank writes it.")
@by_option
def account(commune: str, bank: str, by: str, **given: str) -> None:
    """Enter the account people of a commune pay into; the one before stays on file."""
    wanted = BankAccount(bin=bank, **{name: clean(value) for name, value in given.items()})
    with _told():
        _say(units.keep_account(_unit(commune).id, wanted, by=Actor(name=by)))


@group.command("terms")
@click.argument("commune")
@click.argument("year", type=int)
@click.option("--amount", type=int, required=True, help="Đồng for one record.")
@click.option("--decision", required=True, help='Which decision asks for it: "12/QĐ-UBND".')
@click.option("--due", required=True, type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]))
@click.option("--reprice", is_flag=True, help="Ask the new amount of who has not paid yet.")
@by_option
def set_terms(
    commune: str, year: int, amount: int, decision: str, due: datetime, reprice: bool, by: str
) -> None:
    """Say what is asked for a year; what was charged already stays, unless it is repriced."""
    unit_id, actor = _unit(commune).id, Actor(name=by)
    wanted = Terms(year=year, amount=amount, decision=clean(decision), due_on=due.date())
    with _told():
        _say(terms.keep_terms(unit_id, wanted, by=actor))
        if reprice:
            click.echo(f"{terms.reprice(unit_id, year, by=actor)} unpaid charges repriced")


@group.command("open-year")
@click.argument("year", type=int)
@click.option("--commune", help="Only this commune.")
@by_option
def open_year(year: int, commune: str | None, by: str) -> None:
    """Charge every record of the communes for a year; running it again charges newcomers.

    A commune without terms for the year is named, the others are opened; the exit status is
    1 then.
    """
    refused = False
    for each in _units(commune):
        try:
            _open(each, year, Actor(name=by))
        except click.ClickException as refusal:
            refusal.show()
            refused = True
    if refused:
        raise SystemExit(1)


def _open(each: Unit, year: int, by: Actor) -> None:
    with _told(), _progress(each) as (begins, moves):
        opened = opening.open_year(each, year, by=by, begins=begins, moves=moves)
        followed = following.follow(each, by=by)
    click.echo(f"{each.commune}: {opened.new} new, {opened.exempt} of them exempt")
    _say_followed(each, followed)


@group.command()
@by_option
def follow(by: str) -> None:
    """Let unpaid charges follow who died, moved or came back; for each hour.

    What one commune does not ask any more of who moved, the other takes over after it.
    """
    chosen, actor = _units(None), Actor(name=by)
    for each in chosen:
        with _told():
            followed = following.follow(each, by=actor)
        _say_followed(each, followed)
    for each in chosen:
        with _told():
            count = taking_over.take_over_opened(each, by=actor)
        if count:
            click.echo(f"{each.commune}: {count} taken over from another commune")


def _say_followed(each: Unit, followed: following.Followed) -> None:
    click.echo(f"{each.commune}: {followed.cancelled} cancelled, {followed.moved} moved")


Told = Callable[[int], object]


@contextmanager
def _progress(each: Unit) -> Iterator[tuple[Told, Told]]:
    """Show people and rate on a terminal; print nothing anywhere else."""
    with tqdm(
        desc=each.commune, unit=" people", disable=not sys.stderr.isatty(), leave=False
    ) as bar:
        yield bar.reset, bar.update
