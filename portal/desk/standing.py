"""What stands between a member of staff and a change for a resident; read anew in the change."""

from uuid import UUID

from portal.desk.queries import account_stands
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff


def refuse_near(staff: SignedInStaff, *person_ids: UUID) -> None:
    """Raise RuleBroken where somebody would act for themselves, their kin, or who they act for."""
    if any(hands.is_near(staff, person_id) for person_id in person_ids):
        raise RuleBroken(_("You, your household or your family: a colleague must do this"))


def refuse_one_hand(staff: SignedInStaff, asker_id: UUID) -> None:
    """Raise RuleBroken where a second word would come from the hand that asked."""
    if hands.from_one_hand(staff.staff_id, asker_id):
        raise RuleBroken(_("One of you two opened the other's account lately. Ask another"))
    refuse_left(asker_id)


def refuse_left(asker_id: UUID) -> None:
    """Raise RuleBroken where who took something down does not work any more."""
    if not hands.still_works(asker_id):
        raise RuleBroken(_("Whoever took this down does not work here any more. Begin anew"))


def refuse_unsettled(person_id: UUID) -> None:
    """Raise RuleBroken while it is open who the account belongs to, or a new phone only views.

    Whoever talked the station into the wrong phone gets no second way in by the counter.
    """
    found = account_stands(session.connection(), person_id)
    if found is None:
        return
    if found.is_frozen or found.is_suspended:
        raise RuleBroken(_("This account is closed for now. Settle that first"))
    if found.is_held(clock.now()):
        raise RuleBroken(_("The phone was changed a short time ago. Wait until the hold is over"))
