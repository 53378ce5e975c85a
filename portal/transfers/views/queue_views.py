"""What waits, and one arrival with the households it may be of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import households
from portal.access.households import Found
from portal.accounts.forms import Form
from portal.kernel import formats, pages
from portal.kernel.db import abandon
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.receiving.arrivals import LIES_IN
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff
from portal.transfers import (
    candidates,
    history,
    own_cash,
    payout_words,
    payouts,
    queue,
    returns,
    words,
)
from portal.transfers.forms import (
    ChargesForm,
    DepositForm,
    FindForm,
    NeverCameForm,
    OrderForm,
    ReturnForm,
)
from portal.transfers.guesses import FoundBy, Guess, Ordered, Owing, guesses, of_order
from portal.transfers.queue import Unplaced
from portal.transfers.views.blueprint import blueprint, own_unit, where_somebody_collects

MOST_HOUSEHOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """One arrival of the queue; the likeliest households by their codes alone."""

    arrival: Unplaced
    told_by: str
    codes: Sequence[str]
    found_by: str
    fits: str


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A guess as its page shows it."""

    household: Owing
    guess: Guess
    found_by: str
    fits: str
    may_place: bool
    choose_url: str


@blueprint.get("/money")
@staff_page(*AT_THE_DESK)
@where_somebody_collects
def money() -> ResponseReturnValue:
    """Show the money that waits, the longest waiting first."""
    unit = own_unit()
    found = queue.queue(unit.id, request.args.get("after", type=UUID))
    return pages.show(
        "transfers/money.html",
        rows=_rows(found.arrivals, unit.id),
        count=found.count,
        amount=found.amount,
        first_url=url_for(".money") if "after" in request.args else None,
        next_url=url_for(".money", after=found.after) if found.after else None,
    )


@blueprint.get("/money/<uuid:arrival_id>")
@staff_page(*AT_THE_DESK)
def arrival(arrival_id: UUID) -> ResponseReturnValue:
    """Show one arrival, whose it may be, and what became of it."""
    return show_arrival(own_arrival(arrival_id))


@blueprint.post("/money/<uuid:arrival_id>/find")
@staff_page(*AT_THE_DESK)
def find_household(arrival_id: UUID) -> ResponseReturnValue:
    """Show the households that may be meant."""
    found, form = own_arrival(arrival_id), FindForm()
    try:
        return show_arrival(found, form, others=households.find(form.value(), current_staff()))
    except RuleBroken as refusal:
        form.refuse(refusal)
        return show_arrival(found, form)


def own_arrival(arrival_id: UUID) -> Unplaced:
    """Return an arrival of the member's own unit; answer 404 for any other."""
    found = queue.arrival(arrival_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _rows(arrivals: Sequence[Unplaced], unit_id: UUID) -> list[Row]:
    found = _guessed(arrivals, unit_id)
    return [_row(arrival, each) for arrival, each in zip(arrivals, found, strict=True)]


def _guessed(arrivals: Sequence[Unplaced], unit_id: UUID) -> list[Sequence[Guess]]:
    """Return whose each arrival may be; one that names an order is of its household alone."""
    free = [arrival for arrival in arrivals if arrival.free]
    texts = [arrival.content for arrival in free if arrival.order_id is None]
    named = {arrival.order_id for arrival in free if arrival.order_id is not None}
    orders = candidates.orders(unit_id, texts, named) if free else []
    owing = candidates.owing(unit_id, texts) if texts else []
    return [_guesses(arrival, orders, owing) for arrival in arrivals]


def _guesses(
    arrival: Unplaced, orders: Sequence[Ordered], owing: Sequence[Owing]
) -> Sequence[Guess]:
    if not arrival.free:
        return ()
    if arrival.order_id is not None:
        return [of_order(order) for order in orders if order.id == arrival.order_id]
    return guesses(arrival.content, arrival.free, orders, owing)


def _row(arrival: Unplaced, found: Sequence[Guess]) -> Row:
    by_memo = [guess for guess in found if guess.found_by is FoundBy.MEMO]
    likely = by_memo or list(found[:1])
    if len(likely) > 1:
        fits = str(words.TWO_HOUSEHOLDS)
    else:
        fits = words.fits(likely[0], arrival.free) if likely else ""
    return Row(
        arrival=arrival,
        told_by=str(words.PROVIDERS[arrival.provider]),
        codes=[guess.code for guess in likely],
        found_by=str(words.FOUND_BY[likely[0].found_by]) if likely else "",
        fits=fits,
    )


def show_arrival(
    found: Unplaced, refused: Form | None = None, *, others: Sequence[Found] | None = None
) -> ResponseReturnValue:
    """Answer with the page of an arrival, with what was typed if it was refused."""
    if refused is not None:
        abandon()  # the lines below are written apart, and would wait for it
    unit_id, staff = own_unit().id, current_staff()
    likely = _likely(found, unit_id) if found.free else []
    chosen = _chosen(found, unit_id)
    charges = candidates.open_charges(unit_id, [each.id for each in chosen])
    form = refused if isinstance(refused, ChargesForm) else ChargesForm(formdata=None)
    heads = [each.household.head_id for each in likely if each.household.head_id]
    candidates.note_seen([*heads, *(charge.person_id for charge in charges)], found.id, staff)
    if isinstance(refused, ReturnForm):
        return_form = refused
    else:
        left = formats.number(found.free, language=current_language())
        return_form = ReturnForm(formdata=None, amount=left)
    return pages.show(
        "transfers/arrival.html",
        status=422 if refused and refused.errors else 200,
        form=refused or form,
        arrival=found,
        told_by=words.PROVIDERS[found.provider],
        likely=likely,
        is_two=sum(each.guess.found_by is FoundBy.MEMO for each in likely) > 1,
        order_form=refused if isinstance(refused, OrderForm) else OrderForm(formdata=None),
        deposit_form=refused if isinstance(refused, DepositForm) else DepositForm(formdata=None),
        find_form=refused if isinstance(refused, FindForm) else FindForm(formdata=None),
        others=others,
        chosen=chosen,
        chosen_ids=[each.id for each in chosen],
        charges_form=form.offer(charges, {each.id: each.code for each in chosen}),
        return_form=return_form,
        can_be_struck=found.free == found.amount and found.provider not in LIES_IN,
        never_came_form=refused
        if isinstance(refused, NeverCameForm)
        else NeverCameForm(formdata=None),
        deposits=own_cash.deposits_like(found, unit_id, current_staff()),
        parts=history.parts(found.id),
        returned=returns.of_arrival(found.id, unit_id),
        can_be_payout=payouts.can_be_one(found),
        payouts=payouts.of_arrival(found.id, unit_id),
        payout_words=payout_words.PAYOUTS,
        payout_tones=payout_words.TONES,
        return_words=words.RETURNS,
        return_tones=words.TONES,
    )


def _likely(found: Unplaced, unit_id: UUID) -> list[Likely]:
    (guessed,) = _guessed([found], unit_id)
    named = {guess.household_id for guess in guessed}
    by_id = {each.id: each for each in candidates.households(named, unit_id)}
    return [
        Likely(
            household=by_id[guess.household_id],
            guess=guess,
            found_by=str(words.FOUND_BY[guess.found_by]),
            fits=words.fits(guess, found.free),
            may_place=guess.order_id is not None
            and not guess.is_paid
            and guess.asked <= found.free,
            choose_url=url_for(".arrival", arrival_id=found.id, household=guess.household_id),
        )
        for guess in guessed
        if guess.household_id in by_id
    ]


def _chosen(found: Unplaced, unit_id: UUID) -> Sequence[Owing]:
    """Return the households named in the address, of this unit and this money alone."""
    ids = request.args.getlist("household", type=UUID)[:MOST_HOUSEHOLDS]
    if found.household_id is not None:
        ids = [each for each in ids if each == found.household_id]
    return candidates.households(ids, unit_id) if ids else []
