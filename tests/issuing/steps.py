"""What the tests of slips do over and over."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from portal.issuing import making
from portal.issuing.models import BatchState, SlipBatch
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient, a_browser


def set_pages(html: str) -> bytes:
    """Stand in for the PDF worker: the page itself, so that a test reads what was printed."""
    return html.encode()


def at(app: Flask, staff: StaffCast) -> InspectingClient:
    """Return a browser in which a member of staff is signed in."""
    return cast.sign_in_staff(a_browser(app), staff)


def ask_person(browser: InspectingClient, person: Member) -> UUID:
    """Ask for one person's slip; return the batch."""
    answer = browser.submit("/desk/slips", to=f"/desk/people/{person.person_id}/slip")
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def ask_household(browser: InspectingClient, household: UUID) -> UUID:
    answer = browser.submit(
        "/desk/slips", {"household": str(household)}, to="/desk/slips/household"
    )
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def ask_village(browser: InspectingClient, village: UUID) -> UUID:
    answer = browser.submit("/desk/slips", {"village": str(village)}, to="/desk/slips/village")
    assert answer.status_code == 303, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def say(browser: InspectingClient, batch: UUID, word: str) -> int:
    """Send allow, refuse, withdraw or file; return the status."""
    return browser.submit("/desk/slips", to=f"/desk/slips/{batch}/{word}").status_code


def make_all(app: Flask) -> int:
    """Let the worker make what is allowed; return how many parts."""
    parts = 0
    while making.make_next(app, set_pages):
        parts += 1
    return parts


def state(batch: UUID) -> BatchState:
    found = session.scalar(sa.select(SlipBatch.state).where(SlipBatch.id == batch))
    session.commit()
    assert found is not None
    return found


def many(count: int) -> list[Member]:
    """Return people without accounts, in households of five in Suối Bạc."""
    people = [
        cast.a_person(
            f"Người Thứ {number}",
            born=PartialDate(date(1980, 1, 1)),
            personal_id=f"9990800{number:05}",
            with_account=False,
        )
        for number in range(count)
    ]
    for start in range(0, count, 5):
        cast.a_household(*people[start : start + 5], code=f"S{start:05}")
    session.commit()
    return people


def as_signed_in(member: StaffCast) -> SignedInStaff:
    """Return a member of the desk of Đồng Sen as services meet them."""
    now = clock.now()
    return SignedInStaff(
        session_id=uuid4(),
        staff_id=member.staff_id,
        staff_name=member.staff_name,
        full_name=member.full_name,
        title="Cán bộ",
        sex=Sex.FEMALE,
        facility_code=member.facility_code,
        facility_name=cast.FACILITIES[member.facility_code],
        commune="Xã Đồng Sen",
        person_id=None,
        roles=AT_THE_DESK,
        confirmed_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=8),
        locked=False,
    )
