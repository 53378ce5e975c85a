"""What the person reads about who at home sees a visit, and the button that changes it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.access.gate import Subject
from portal.access.policy import Permission
from portal.kernel.i18n import gettext as _
from portal.people.private_life import may_keep_to_oneself
from portal.visits.queries import VisitHead


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """A sentence, and the action open to the person ("" where there is nothing to do)."""

    encounter_id: UUID
    sentence: str
    action: str = ""
    wanted: str = ""
    icon: str = ""


def may_keep(subject: Subject, today: date) -> bool:
    """Say whether this reader may keep visits from the household: the person, from 15."""
    return subject.may(Permission.KEEP_VISIT) and may_keep_to_oneself(subject.born, today)


def keeping_of(head: VisitHead, subject: Subject, today: date) -> Keeping | None:
    """Say who at home sees a visit; nobody but the person is told."""
    if not may_keep(subject, today):
        return None
    if head.is_restricted:
        return Keeping(
            encounter_id=head.id, sentence=_("The household never sees this kind of visit.")
        )
    if head.is_kept:
        return Keeping(
            encounter_id=head.id,
            sentence=_(
                "The household does not see this visit. "
                "Doctors who were allowed to look still see it."
            ),
            action=_("Show to the household again"),
            wanted="shown",
            icon="eye",
        )
    return Keeping(
        encounter_id=head.id,
        sentence=_("Representatives in the household see this visit."),
        action=_("Hide from the household"),
        wanted="hidden",
        icon="lock",
    )
