"""Whose hand a change of the register may come from: no kin, and two hands where two are asked.

Read anew in the transaction of each change, at asking and at every second word.
"""

from uuid import UUID

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


def refuse_near(by: SignedInStaff, field: str, *person_ids: UUID) -> None:
    """Raise RuleBroken where this is about somebody's own self, family, or whom they act for."""
    if any(hands.is_near(by, person_id) for person_id in person_ids):
        raise RuleBroken(_("This is about you or your family. A colleague does it"), field)


def refuse_one_hand(by: SignedInStaff, first_id: UUID | None, field: str) -> None:
    """Raise RuleBroken where one of two members opened the other's account lately.

    That the two are one and the same is refused by the change itself, in its own words.
    """
    if first_id is not None and first_id != by.staff_id:
        hands.refuse_one_hand(first_id, by.staff_id, field)


def is_second(by: SignedInStaff, first_id: UUID, *person_ids: UUID) -> bool:
    """Say whether somebody may be the second person of what another asked about these people."""
    return not hands.from_one_hand(by.staff_id, first_id) and not any(
        hands.is_near(by, person_id) for person_id in person_ids
    )
