"""One emergency opening as its reviewers read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.emergency.models import Verdict
from portal.emergency.queries import OpeningLine
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.oversight.pseudonyms import pseudonym
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

VERDICTS = {
    Verdict.JUSTIFIED: _l("Justified"),
    Verdict.NOT_JUSTIFIED: _l("Not justified"),
}


@dataclass(frozen=True, kw_only=True)
class ShownOpening:
    """An opening in words; `state` is a tag's words and tone."""

    id: UUID
    who: str
    facility: str
    patient: str
    reason: str
    explanation: str
    opened_at: datetime
    ended_at: datetime
    widened_at: datetime | None
    review_by: datetime
    reviewed_at: datetime | None
    note: str
    is_own: bool
    is_overdue: bool
    state: tuple[str, str]


def shown(opening: OpeningLine, reader: SignedInStaff) -> ShownOpening:
    """Put an opening into words; only a head of the facility reads the patient's name."""
    now = clock.now()
    is_own = opening.staff_id == reader.staff_id
    return ShownOpening(
        id=opening.id,
        who=f"{opening.staff_title} {opening.staff_name}".strip(),
        facility=opening.facility_name,
        patient=patient_of(opening, reader),
        reason=opening.reason.label,
        explanation=opening.explanation,
        opened_at=opening.opened_at,
        ended_at=opening.closed_at or opening.closes_at,
        widened_at=opening.widened_at,
        review_by=opening.review_by,
        reviewed_at=opening.reviewed_at,
        note=opening.review_note or "",
        is_own=is_own,
        is_overdue=opening.is_overdue(now),
        state=_state(opening, now, is_own=is_own),
    )


def patient_of(opening: OpeningLine, reader: SignedInStaff) -> str:
    """Return whose record it was, to a head of the facility by name, else by pseudonym."""
    is_head = Role.STATION_HEAD in reader.roles and reader.facility_code == opening.facility_code
    if not is_head:
        return pseudonym(opening.person_id)
    year = opening.person_born.day.year
    return f"{opening.person_name}, {year}"


def _state(opening: OpeningLine, now: datetime, *, is_own: bool) -> tuple[str, str]:
    if opening.verdict is Verdict.NOT_JUSTIFIED:
        return str(VERDICTS[opening.verdict]), "bad"
    if opening.verdict is not None:
        return str(VERDICTS[opening.verdict]), "done"
    if opening.is_overdue(now):
        return _("Overdue"), "bad"
    if is_own:
        return _("Somebody else reviews"), "plain"
    until = formats.moment(opening.review_by, language=current_language())
    return _("By %(until)s", until=until), "due"
