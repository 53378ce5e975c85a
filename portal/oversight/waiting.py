"""What those who watch have to say a word on: emergency openings and cases of residents."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from flask import url_for

from portal.emergency import queries
from portal.emergency.queries import OpeningLine
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.oversight import case_queries
from portal.oversight.case_queries import OpenCase
from portal.oversight.openings import patient_of
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from portal.staff.waiting import Waiting


def waiting_for(staff: SignedInStaff) -> Sequence[Waiting]:
    """Return the reviews and cases of the facility, for an auditor those left to them."""
    return [
        *(_review(opening, staff) for opening in to_review(staff)),
        *(_case(case, staff) for case in _cases(staff)),
    ]


def to_review(staff: SignedInStaff) -> Iterator[OpeningLine]:
    """Yield the openings nobody has reviewed that a member may be asked about."""
    known = set()
    if Role.STATION_HEAD in staff.roles:
        for opening in queries.to_review(staff.facility_code):
            known.add(opening.id)
            yield opening
    if Role.AUDITOR in staff.roles:
        for opening in queries.without_a_head(clock.today()):
            if opening.id not in known:
                yield opening


def _cases(staff: SignedInStaff) -> Sequence[OpenCase]:
    if Role.AUDITOR in staff.roles:
        return case_queries.to_answer(None)
    if Role.STATION_HEAD in staff.roles:
        return case_queries.to_answer(staff.facility_code)
    return ()


def _review(opening: OpeningLine, staff: SignedInStaff) -> Waiting:
    return Waiting(
        what=_("Emergency opening"),
        about=patient_of(opening, staff),
        asked_by=f"{opening.staff_title} {opening.staff_name}".strip(),
        asked_by_id=opening.staff_id,
        asked_at=opening.opened_at,
        until=opening.review_by,
        url=url_for("oversight.review", opening_id=opening.id),
        may_decide=opening.staff_id != staff.staff_id and not _is_own(opening.person_id, staff),
    )


def _case(case: OpenCase, staff: SignedInStaff) -> Waiting:
    return Waiting(
        what=_("Report of a resident"),
        about=_("Case %(number)s", number=case.number),
        asked_by=_("A resident"),
        asked_by_id=None,
        asked_at=case.opened_at,
        until=_end_of(case.due_on),
        url=url_for("oversight.case", case_id=case.id),
        may_decide=case.accused != staff.staff_id and not _is_own(case.person_id, staff),
    )


def _is_own(person_id: object, staff: SignedInStaff) -> bool:
    return staff.person_id is not None and person_id == staff.person_id


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=clock.VIETNAM)
