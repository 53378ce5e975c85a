"""A member of staff's own lines of the log, newest first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa

from portal.access.acts import ACTS
from portal.access.policy import SECTION_LABELS, Permission
from portal.audit.events import WITHDRAWN, Basis, Event
from portal.audit.models import AuditLine
from portal.kernel import formats
from portal.kernel.clock import local
from portal.kernel.db import Moment, reads
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.models import Person
from portal.staff.signed_in import SignedInStaff

PAGE = 50
DEEDS = {
    Event.RECORD_SEEN: _l("Viewed"),
    Event.ACCESS_REFUSED: _l("Was refused"),
    Event.RECORD_ADDED: _l("Added to the record"),
    Event.RECORD_CORRECTED: _l("Corrected an entry"),
    Event.CASE_MOVED: _l("Worked on a report"),
    Event.CONSENT_GRANTED: _l("Wrote a yes down"),
    Event.CONSENT_ENDED: _l("Ended an access"),
    Event.ACCESS_REQUESTED: _l("Asked to see the record"),
    Event.ACCESS_REQUEST_REFUSED: _l("Wrote a no down"),
    Event.SHARING_CODE_FAILED: _l("Typed a wrong code"),
    Event.EMERGENCY_OPENED: _l("Opened in an emergency"),
    Event.EMERGENCY_WIDENED: _l("Opened the rest in an emergency"),
    Event.EMERGENCY_CLOSED: _l("Closed an emergency opening"),
    Event.EMERGENCY_REVIEWED: _l("Reviewed an emergency opening"),
    Event.PATIENT_SEARCHED: _l("Searched for a patient"),
    Event.LOG_CHECKED: _l("Checked the log"),
    Event.STAFF_SIGNED_IN: _l("Signed in"),
    Event.STAFF_SIGN_IN_FAILED: _l("A sign-in failed"),
    Event.STAFF_SIGNED_OUT: _l("Signed out"),
    Event.STAFF_UNLOCKED: _l("Unlocked"),
    Event.STAFF_ACCOUNT_CHANGED: _l("Account changed"),
}
ABOUT_PARTS = {
    Event.RECORD_SEEN,
    Event.ACCESS_REFUSED,
    Event.RECORD_ADDED,
    Event.RECORD_CORRECTED,
}
_LINES = (
    sa.select(
        AuditLine.seq,
        AuditLine.at,
        AuditLine.event,
        AuditLine.section,
        AuditLine.basis,
        Person.full_name,
    )
    .outerjoin(Person, Person.id == AuditLine.person_id)
    .where(
        AuditLine.staff_id == sa.bindparam("staff_id"),
        sa.or_(
            sa.bindparam("first", type_=sa.Boolean),
            sa.tuple_(AuditLine.at, AuditLine.seq)
            < sa.tuple_(
                sa.bindparam("before_at", type_=Moment),
                sa.bindparam("before_seq", type_=sa.BigInteger()),
            ),
        ),
    )
    .order_by(AuditLine.at.desc(), AuditLine.seq.desc())
    .limit(PAGE + 1)
)
Place = tuple[datetime, int]


@dataclass(frozen=True, kw_only=True)
class OwnLine:
    """One line: when, what, about whom, and on which ground; no health fact."""

    time: str
    deed: str
    part: str
    name: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class OwnDay:
    """The lines of one day."""

    heading: str
    lines: Sequence[OwnLine]


def own_days(staff: SignedInStaff, before: Place | None) -> tuple[Sequence[OwnDay], Place | None]:
    """Return a page of one's own lines by day, and where older ones begin."""
    before_at, before_seq = before or (None, None)
    values = {
        "staff_id": staff.staff_id,
        "first": before is None,
        "before_at": before_at,
        "before_seq": before_seq,
    }
    rows = reads().execute(_LINES, values).all()
    shown, language = rows[:PAGE], current_language()
    days = [
        OwnDay(
            heading=formats.long_day(day, language=language),
            lines=[
                OwnLine(
                    time=formats.clock_time(row.at),
                    deed=_deed(row.event, row.section),
                    part=_part(row.section) if row.event in ABOUT_PARTS else "",
                    name=row.full_name or "",
                    ground=_ground(row.basis),
                )
                for row in rows_of_day
            ],
        )
        for day, rows_of_day in groupby(shown, key=lambda row: _day(row.at))
    ]
    return days, (shown[-1].at, shown[-1].seq) if len(rows) > PAGE else None


def _day(at: datetime) -> date:
    return local(at).date()


def _deed(event: Event, section: str | None) -> str:
    if section == WITHDRAWN:
        return _("Took a request back")
    return str(DEEDS.get(event) or ACTS.get(event) or _("Something else"))


def _part(section: str | None) -> str:
    try:
        return str(SECTION_LABELS[Permission(section or "")])
    except ValueError:
        return ""


def _ground(basis: Basis | None) -> str:
    if basis is Basis.CONSENT:
        return _("Allowed by the patient")
    return basis.label if basis is Basis.EMERGENCY else ""
