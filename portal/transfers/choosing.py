"""A member of staff says whose money it is: an order's, or chosen people's.

Money that names a household becomes no other's fee, and who freed it does not place it anew.
Where one of the two who spoke for a statement is near the household, a third person places it.
"""

from collections.abc import Collection, Sequence, Set
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees import notices
from portal.fees.models import Charge
from portal.fees.order_models import FeeOrder, Method, OrderLine, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, hold
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.receiving.models import Arrival, Placement, Provider
from portal.receiving.payers import payer_of
from portal.receiving.placing import METHODS, place_part
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff
from portal.transfers import candidates
from portal.transfers.models import StatementImport, StatementLine
from portal.transfers.queue import Unplaced


def place_order(found: Unplaced, order_id: UUID, unit_id: UUID, *, by: SignedInStaff) -> UUID:
    """Pay an order of the unit from an arrival; return the receipt or raise RuleBroken."""
    lines = session.execute(
        sa.select(Charge.person_id, FeeOrder.household_id)
        .join(OrderLine, OrderLine.charge_id == Charge.id)
        .join(FeeOrder, FeeOrder.id == OrderLine.order_id)
        .where(OrderLine.order_id == order_id, FeeOrder.unit_id == unit_id)
    ).all()
    if not lines:
        raise RuleBroken(_("Choose one"), "charges")
    people = [line.person_id for line in lines]
    _refuse_near(people, by)
    _refuse_first_two(found, by)
    _refuse_diverted(found, {line.household_id for line in lines}, by)
    return _place(found, order_id, people, by)


def place_charges(
    found: Unplaced, chosen: Collection[UUID], unit_id: UUID, *, by: SignedInStaff
) -> Sequence[UUID]:
    """Pay chosen charges of one or several households from an arrival, a receipt for each.

    What is left over goes on waiting. Raise RuleBroken.
    """
    hold(set(chosen))
    charges = candidates.charges(unit_id, set(chosen))
    if not charges:
        raise RuleBroken(_("Choose at least one person"), "charges")
    if len(charges) < len(set(chosen)):
        raise RuleBroken(_("Somebody here is paid for already. Choose again"), "charges")
    if sum(charge.amount for charge in charges) > found.free:
        raise RuleBroken(_("That is more than came in. Choose fewer people"), "charges")
    _refuse_near([charge.person_id for charge in charges], by)
    _refuse_first_two(found, by)
    _refuse_diverted(found, {charge.household_id for charge in charges}, by)
    receipts = []
    method = METHODS.get(found.provider, Method.TRANSFER)
    for household_id, theirs in groupby(charges, lambda charge: charge.household_id):
        lines = list(theirs)
        made = order([charge.id for charge in lines], household_id, method, by_staff=by.staff_id)
        receipts.append(_place(found, made.id, [charge.person_id for charge in lines], by))
    return receipts


def _place(found: Unplaced, order_id: UUID, people: Collection[UUID], by: SignedInStaff) -> UUID:
    collector = Collector(actor=by.actor, staff_id=by.staff_id)
    paid = place_part(found.id, order_id, payer_of(order_id), by=collector)
    trail.record(
        *(
            Line(
                event=Event.MONEY_PLACED,
                about=person_id,
                by=by.actor,
                object_ref=f"arrival:{found.id}",
            )
            for person_id in dict.fromkeys(people)
        )
    )
    notices.tell(paid.receipt_id)
    return paid.receipt_id


def _refuse_near(people: Collection[UUID], by: SignedInStaff) -> None:
    if not hands.all_near(by).isdisjoint(people):
        raise RuleBroken(_("Nobody places money for their own household or relatives"), "charges")


def _refuse_first_two(found: Unplaced, by: SignedInStaff) -> None:
    """Raise RuleBroken for who made money of it by a statement, where one of the two is near.

    Who spoke for a later statement that shows it made nothing of it.
    """
    spoke = sa.exists().where(
        StatementLine.arrival_id == found.id,
        Arrival.id == StatementLine.arrival_id,
        StatementImport.id == StatementLine.statement_id,
        StatementImport.decided_at <= Arrival.noted_at,
        sa.or_(
            StatementImport.brought_by == by.staff_id, StatementImport.decided_by == by.staff_id
        ),
    )
    if found.odd and found.provider is Provider.STATEMENT and session.scalar(sa.select(spoke)):
        raise RuleBroken(
            _("Who brought or confirmed the statement does not place this money. A colleague must"),
            "charges",
        )


def _refuse_diverted(found: Unplaced, households: Set[UUID], by: SignedInStaff) -> None:
    """Raise RuleBroken for another household than the named one, and for who annulled before."""
    named = session.scalars(
        sa.select(FeeOrder.household_id).where(FeeOrder.id == found.order_id)
    ).one_or_none()
    if named is not None and households != {named}:
        raise RuleBroken(_("This money names another household. Give it back instead"), "charges")
    freed = sa.exists().where(
        Placement.arrival_id == found.id,
        Receipt.id == Placement.receipt_id,
        Receipt.annulled_by == by.staff_id,
    )
    if session.scalar(sa.select(freed)):
        raise RuleBroken(
            _("Who annulled a receipt of this money does not place it again. A colleague must"),
            "charges",
        )
