"""Whose hand slips may not come from: read anew at asking and at every second word."""

from collections.abc import Iterable, Set
from uuid import UUID

from portal.issuing.batches import Batch
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


def may_decide(batch: Batch, staff: SignedInStaff) -> bool:
    """Say whether this member may be the second person a batch waits for."""
    return not hands.from_one_hand(staff.staff_id, batch.asked_by) and not (
        batch.person_id is not None and hands.is_near(staff, batch.person_id)
    )


def refuse_near(near: Set[UUID], people: Iterable[UUID], field: str = "") -> None:
    """Raise RuleBroken where one of these people is near who speaks."""
    if not near.isdisjoint(people):
        raise RuleBroken(_("Nobody handles the account of their own household or relatives"), field)


def refuse_one_hand(batch: Batch, by: SignedInStaff) -> None:
    """Raise RuleBroken where who speaks asked, or one of the two opened the other's account."""
    if batch.asked_by == by.staff_id:
        raise RuleBroken(_("Who asked for the slips does not allow them. A colleague must"))
    hands.refuse_one_hand(batch.asked_by, by.staff_id)
