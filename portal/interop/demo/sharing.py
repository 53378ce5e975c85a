"""Weeks of sharing around Mến's record: allowed, stopped, asked for, opened, questioned.

Every step goes through the service that residents and staff use, on the day it is told
of; in development and tests only, and once.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from portal.access.policy import Permission
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind
from portal.cases.services import NewCase, open_case
from portal.consents import requests
from portal.consents.kinds import Duration, Purpose
from portal.consents.models import Consent
from portal.consents.requests import NewRequest
from portal.consents.rules import end_of
from portal.consents.sections import Section
from portal.interop.demo import sharing_acts, sharing_emergencies
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.sharing_cast import Cast, gather
from portal.interop.demo.sharing_clock import happened_at
from portal.interop.demo.staff import is_allowed
from portal.kernel import clock
from portal.kernel.clock import VIETNAM
from portal.kernel.db import session
from portal.kernel.partial_date import add_months
from portal.representation import services as representation
from portal.representation.models import RepresentationKind
from portal.representation.services import NewRepresentation

THREE_PARTS = (Section.VISITS, Section.MEDICINES, Section.RESULTS)
THREE_LOOKS = (Permission.SEE_VISITS, Permission.SEE_MEDICINES, Permission.SEE_RESULTS)
OFFICE_CLOSES = time(17)
TIME_TO_ANSWER = timedelta(minutes=15)


def tell(days: Calendar) -> bool:
    """Let it all have happened; say whether it was new. The caller has committed."""
    if not is_allowed():
        return False
    with current_app.test_request_context():  # the gate and the words ask for a request
        cast = gather(days)
        there = session.scalar(sa.select(Consent.id).limit(1))
        session.rollback()  # the gate writes beside this transaction
        if cast is None or there is not None:
            return False
        _long_ago(cast, days)
        _a_delegate(cast, days)
        sharing_emergencies.tell(cast, days)
        _a_stranger(cast, days)
        _these_days(cast, days)
        _a_request(cast)
        return True


def _long_ago(cast: Cast, days: Calendar) -> None:
    """Quân was allowed and stopped; what Thơm was allowed ran out by itself."""
    men, quan, thom = cast.men, cast.staff["quan"], cast.staff["thom"]
    shown = (Section.VISITS, Section.RESULTS)
    with happened_at(days.morning(days.ago(days=40), 10, 5)):
        consent_id = sharing_acts.allow(men, quan, shown, Duration.MONTH)
    with happened_at(days.morning(days.ago(days=40), 10, 20)):
        sharing_acts.look(quan, men.id, Permission.SEE_VISITS, Permission.SEE_RESULTS)
    with happened_at(days.morning(days.ago(days=33), 19, 10)):
        sharing_acts.stop(men, consent_id)
    with happened_at(days.morning(days.ago(days=12), 7, 40)):
        sharing_acts.allow(men, thom, THREE_PARTS, Duration.TODAY, Purpose.VISIT)
    with happened_at(days.morning(days.ago(days=12), 8, 5)):
        sharing_acts.look(thom, men.id, *THREE_LOOKS)


def _a_delegate(cast: Cast, days: Calendar) -> None:
    """Mến names her daughter-in-law for six months, who then looks."""
    begins = days.morning(days.ago(days=20), 19, 30)
    new = NewRepresentation(
        person_id=cast.men.id,
        representative_id=cast.lan.id,
        kind=RepresentationKind.DELEGATE,
        sees=True,
        consents=False,
        pays=False,
        ends_at=end_of(add_months(begins.date(), 6)),
    )
    with happened_at(begins):
        named = representation.begin(new, by=cast.men.actor, basis=Basis.SELF)
    with happened_at(days.morning(days.ago(days=2), 20, 10)):
        sharing_acts.look_for(cast.men, cast.lan, named, Permission.SEE_VISITS.value)


def _a_stranger(cast: Cast, days: Calendar) -> None:
    """Quân tries without being allowed; Mến asks who that was."""
    men, quan = cast.men, cast.staff["quan"]
    with happened_at(days.morning(days.ago(days=7), 14, 30)):
        sharing_acts.look(quan, men.id, Permission.SEE_VISITS)
    with happened_at(days.morning(days.ago(days=2), 8, 15)):
        new = NewCase(
            person_id=men.id,
            kind=CaseKind.UNKNOWN_VIEWER,
            subject=f"look:{_refused_line(men.id, quan.staff_id)}",
            says="Hôm đó tôi ở nhà, không đi khám.",
            knows_from=None,
            form_key=men.id.hex,
        )
        open_case(new, by=men.signed_in, basis=Basis.SELF)


def _refused_line(person_id: UUID, staff_id: UUID) -> int:
    return session.scalars(
        sa.select(AuditLine.seq).where(
            AuditLine.person_id == person_id,
            AuditLine.staff_id == staff_id,
            AuditLine.event == Event.ACCESS_REFUSED,
        )
    ).one()


def _these_days(cast: Cast, days: Calendar) -> None:
    """Mến allows Thơm three parts for a week, and Thơm looks."""
    yesterday = days.ago(days=1)
    with happened_at(days.morning(yesterday, 16, 20)):
        sharing_acts.allow(cast.men, cast.staff["thom"], THREE_PARTS, Duration.WEEK)
    with happened_at(days.morning(yesterday, 16, 42)):
        sharing_acts.look(cast.staff["thom"], cast.men.id, *THREE_LOOKS)


def _a_request(cast: Cast) -> None:
    """Quân asks properly, and waits until the office closes, or the day ends."""
    with happened_at(clock.now()):
        new = NewRequest(
            person_id=cast.men.id,
            sections=THREE_PARTS,
            purpose=Purpose.FOLLOW_UP,
            opens_until=_answer_by(clock.now()),
            form_key=f"{cast.men.id.hex}-phone",
        )
        requests.ask(new, by=cast.staff["quan"])


def _answer_by(now: datetime) -> datetime:
    today = clock.local(now).date()
    closes = datetime.combine(today, OFFICE_CLOSES, VIETNAM)
    return closes if now + TIME_TO_ANSWER <= closes else end_of(today)
