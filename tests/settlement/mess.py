"""A year with everything in it: cash, transfers, too little, twice, annulled, given back."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit.trail import NOBODY
from portal.cash.models import CashHandover, HandoverState
from portal.fees.order_models import Method
from portal.fees.ordering import Order, order
from portal.fees.paying import Collector, Paid, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Cause
from portal.ledger.moves import BANK, DEPOSITS, UNPLACED, cash_of, move
from portal.receiving.arrivals import Told, note
from portal.receiving.models import (
    Arrival,
    CashDeposit,
    MoneyReturn,
    Provider,
    ReturnState,
    SentFrom,
)
from portal.receiving.placing import place_by_memo
from portal.receiving.undoing import undo
from tests import cast
from tests.cast import StaffCast
from tests.fees.money import a_unit, charges_for
from tests.oversight.openings import as_signed_in

BY_ITSELF = Collector(actor=NOBODY)


@dataclass(frozen=True, kw_only=True)
class Mess:
    """The unit, its members of staff, and one receipt paid in cash."""

    unit: UUID
    hanh: StaffCast
    dung: StaffCast
    cash: Paid


def arrives(
    unit: UUID, amount: int, ref: str, ordered: Order | None = None, by: Provider = Provider.SEPAY
) -> UUID:
    """Let money come in, for an order or for nobody."""
    found = note(
        Told(
            unit_id=unit,
            provider=by,
            provider_ref=ref,
            bank_ref=ref if by is not Provider.MOMO else None,
            amount=amount,
            content=ordered.memo if ordered else "nop tien",
            came_at=clock.now(),
            order_id=ordered.id if ordered else None,
        )
    )
    assert found is not None
    return found


def transferred(unit: UUID, ordered: Order, ref: str, by: Provider = Provider.SEPAY) -> Paid:
    """Pay an order by a transfer of its exact amount."""
    arrives(unit, ordered.amount, ref, ordered, by)
    paid = place_by_memo(ordered.id, "Hà Thị Lan", by=BY_ITSELF)
    assert paid is not None
    return paid


def a_mess() -> Mess:
    """Collect 2,000 đ in cash, 1,000 by transfer, 1,000 by MoMo; the rest went wrong.

    One transfer was annulled and given back, one is 500 short, one came twice; 1,500 of the cash
    were handed over, counted as 1,000, and brought to the bank, which shows them.
    """
    hanh, dung = cast.hanh(), cast.dung()
    unit = a_unit()
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    minh = cast.minh(lan)
    one, two = cast.a_household(lan, men), cast.a_household(hung, minh, village="Nà Lúa")
    charges, others = charges_for(one, unit), charges_for(two, unit)
    again = charges_for(one, unit, 2025)
    cash = _paid_in_cash(list(charges.values()), one, hanh)
    momo = order([again[lan.person_id]], one, Method.MOMO)
    transferred(unit, momo, "M1", Provider.MOMO)
    paid = order([again[men.person_id]], one, Method.TRANSFER)
    transferred(unit, paid, "FT1")
    arrives(unit, 1_000, "FT2", paid)
    annulled = order([others[hung.person_id]], two, Method.TRANSFER)
    undo(
        transferred(unit, annulled, "FT3").receipt_id,
        "sai hộ",
        by=replace(as_signed_in(dung), commune="Xã Đồng Sen"),
    )
    _gave_back("FT3", hanh, dung)
    short = order([others[minh.person_id]], two, Method.TRANSFER)
    arrives(unit, 500, "FT4", short)
    _handed_over(unit, hanh, dung, said=1_500, counted=1_000)
    _deposited(unit, dung, 1_000)
    session.commit()
    return Mess(unit=unit, hanh=hanh, dung=dung, cash=cash)


def _paid_in_cash(charges: list[UUID], household: UUID, taker: StaffCast) -> Paid:
    ordered = order(charges, household, Method.CASH, by_staff=taker.staff_id)
    by = Collector(actor=NOBODY, staff_id=taker.staff_id, name=taker.full_name)
    paid = settle(ordered.id, "Hà Thị Lan", cash_of(taker.staff_id), Method.CASH, by=by)
    assert paid is not None
    return paid


def _gave_back(ref: str, asker: StaffCast, decider: StaffCast) -> None:
    arrival = session.scalars(sa.select(Arrival).where(Arrival.provider_ref == ref)).one()
    session.refresh(arrival)
    now = clock.now()
    given = MoneyReturn(
        arrival_id=arrival.id,
        unit_id=arrival.unit_id,
        amount=1_000,
        state=ReturnState.PAID_OUT,
        reason="trả lại",
        asked_by=asker.staff_id,
        asked_at=now,
        decided_by=decider.staff_id,
        decided_at=now,
        paid_out_at=now,
        proof="UNC 7",
        sent_from=SentFrom.BANK,
    )
    session.add(given)
    arrival.returned = 1_000
    session.flush()
    move(1_000, BANK, UNPLACED, unit_id=arrival.unit_id, cause=Cause.RETURN, cause_id=given.id)


def _handed_over(
    unit: UUID, giver: StaffCast, taker: StaffCast, *, said: int, counted: int
) -> None:
    handover = CashHandover(
        id=uuid4(),
        unit_id=unit,
        giver_id=giver.staff_id,
        taker_id=taker.staff_id,
        said=said,
        counted=counted,
        state=HandoverState.COUNTED,
        offered_at=clock.now(),
        closed_at=clock.now(),
    )
    session.add(handover)
    session.flush()
    move(
        counted,
        cash_of(giver.staff_id),
        cash_of(taker.staff_id),
        unit_id=unit,
        cause=Cause.HANDOVER,
        cause_id=handover.id,
    )


def _deposited(unit: UUID, holder: StaffCast, amount: int) -> None:
    arrival_id = arrives(unit, amount, "FT9", by=Provider.STATEMENT)
    deposit = CashDeposit(
        unit_id=unit,
        holder_id=holder.staff_id,
        amount=amount,
        bank_slip="NT 1",
        at=clock.now(),
        arrival_id=arrival_id,
    )
    session.add(deposit)
    session.flush()
    for out_of, into in ((cash_of(holder.staff_id), DEPOSITS), (DEPOSITS, UNPLACED)):
        move(amount, out_of, into, unit_id=unit, cause=Cause.DEPOSIT, cause_id=deposit.id)
    session.execute(sa.update(Arrival).where(Arrival.id == arrival_id).values(placed=amount))
