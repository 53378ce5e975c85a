"""Opening without asking is rare: ten a day, two of one record."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.emergency.models import EmergencyOpening, Reason
from portal.kernel import clock
from portal.kernel.db import reads, session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.emergency.steps import WHY, opens


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(visitor: InspectingClient, men: Member) -> StaffCast:
    member = cast.quan()
    cast.sign_in_staff(visitor, member)
    visitor.set_cookie("language", "en")
    return member


def opened_and_closed(person_id: UUID, member: StaffCast, times: int) -> None:
    now = clock.now()
    session.add_all(
        EmergencyOpening(
            id=UUID(int=number + 1),
            person_id=person_id,
            staff_id=member.staff_id,
            facility_code=member.facility_code,
            reason=Reason.DANGER,
            explanation=WHY,
            opened_at=now,
            closes_at=now + timedelta(hours=4),
            closed_at=now,
            review_by=now + timedelta(hours=72),
        )
        for number in range(times)
    )
    session.commit()


def test_one_record_opens_twice_a_day(
    visitor: InspectingClient, quan: StaffCast, men: Member, time: Time
) -> None:
    lan = cast.lan()
    opened_and_closed(men.person_id, quan, 2)

    refused = opens(visitor, quan, men.person_id)

    assert refused.status_code == 422
    assert "This record was opened twice today; ask a colleague" in refused.text
    tried = sa.select(AuditLine.__table__).where(AuditLine.event == Event.ACCESS_REFUSED)
    assert reads().execute(tried).one().person_id == men.person_id
    assert opens(visitor, quan, lan.person_id).status_code == 303, "the code was not used up"


def test_a_day_later_it_opens_again(
    visitor: InspectingClient, quan: StaffCast, men: Member, time: Time
) -> None:
    opened_and_closed(men.person_id, quan, 2)
    time.pass_by(hours=24)
    cast.sign_in_staff(visitor, quan)

    assert opens(visitor, quan, men.person_id).status_code == 303


def test_ten_openings_a_day_are_the_most(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    lan = cast.lan()
    opened_and_closed(lan.person_id, quan, 10)

    refused = opens(visitor, quan, men.person_id)

    assert refused.status_code == 422
    assert "Too many emergency openings today; ask a colleague" in refused.text


def test_what_a_colleague_opened_does_not_count(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opened_and_closed(men.person_id, cast.thom(), 2)

    assert opens(visitor, quan, men.person_id).status_code == 303
