"""A death ends what was open; a second person takes a mistaken one back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import counter
from portal.accounts.models import CounterCode
from portal.audit.events import Event
from portal.consents.kinds import Channel, GrantedAs, Purpose
from portal.consents.models import Consent, ConsentEnd
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.merging.models import DeathRecord
from portal.notifications.models import OutboxMessage
from portal.representation.models import Representation
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member
from tests.client import a_browser
from tests.conftest import Time
from tests.merging.register import Row, at_the_desk, fresh, lines, person, rows
from tests.staff import hands

YESTERDAY = {"died-day": "23", "died-month": "11", "died-year": "2026", "seen": "certificate"}


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    cast.a_household(member)
    return member


def path_of(member: Member) -> str:
    return f"/desk/people/{member.person_id}/death"


def all_of(kind: type[Row]) -> list[Row]:
    return fresh(sa.select(kind))


def test_a_death_shuts_every_way_in(app: Flask, men: Member) -> None:
    browser = cast.sign_in(a_browser(app), men)
    assert men.account_id is not None
    counter.issue(men.account_id, men.person_id, by="tests")
    desk = at_the_desk(app, cast.hanh())

    answer = desk.submit(path_of(men), YESTERDAY)

    assert answer.status_code == 303
    assert person(men.person_id).deceased_on == date(2026, 11, 23)
    assert browser.get("/account").status_code == 303
    assert all_of(CounterCode)[0].replaced_at is not None
    assert [line.person_id for line in lines(Event.DEATH_RECORDED)] == [men.person_id]


def test_a_death_ends_consents_and_representations_and_tells_the_other_side(
    app: Flask, men: Member
) -> None:
    lan, minh = cast.lan(), cast.a_person("Hà Văn Con", born=PartialDate(date(2020, 1, 1)))
    cast.represents(men, minh)
    quan = cast.quan()
    now = clock.now()
    session.add(
        Representation(
            id=uuid4(),
            person_id=men.person_id,
            representative_id=lan.person_id,
            kind="delegate",  # type: ignore[arg-type]
            sees=True,
            consents=False,
            pays=False,
            starts_at=now,
            ends_at=now + timedelta(days=30),
            registered_by="tests",
        )
    )
    session.add(
        Consent(
            id=uuid4(),
            person_id=men.person_id,
            staff_id=quan.staff_id,
            purpose=Purpose.VISIT,
            valid_from=now,
            valid_until=now + timedelta(days=3),
            channel=Channel.PHONE,
            wording_version="1",
            wording_hash=b"x",
            wording="x",
            granted_at=now,
            granted_as=GrantedAs.SELF,
            granted_by_person_id=men.person_id,
        )
    )
    desk = at_the_desk(app, cast.hanh())

    desk.submit(path_of(men), YESTERDAY)
    page = desk.get(path_of(men))

    assert all(each.ended_at is not None for each in all_of(Representation))
    assert len(all_of(ConsentEnd)) == 1
    assert "Hà Văn Con" in page.text
    told = all_of(OutboxMessage)
    assert {message.recipient for message in told} == {men.phone, lan.phone}
    assert all("Mến" not in (message.text or "") for message in told)


@pytest.mark.parametrize(
    "typed",
    [
        {**YESTERDAY, "died-day": "25"},
        {**YESTERDAY, "died-year": "1957"},
        {**YESTERDAY, "died-day": ""},
        {**YESTERDAY, "seen": ""},
        {},
    ],
    ids=["tomorrow", "before birth", "no day", "nothing seen", "nothing"],
)
def test_a_death_that_cannot_be_is_refused_beside_its_field(
    app: Flask, men: Member, typed: dict[str, str]
) -> None:
    desk = at_the_desk(app, cast.hanh())

    answer = desk.submit(path_of(men), typed)

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert person(men.person_id).deceased_on is None
    assert all_of(DeathRecord) == []


def test_a_second_person_takes_a_mistake_back_and_nothing_is_revived(
    app: Flask, men: Member, time: Time
) -> None:
    browser = cast.sign_in(a_browser(app), men)
    hanh, thom = at_the_desk(app, cast.hanh()), at_the_desk(app, cast.thom())
    hanh.submit(path_of(men), YESTERDAY)

    own = hanh.submit("/desk/register/new", to=f"{path_of(men)}/take-back")
    assert person(men.person_id).deceased_on is not None
    taken = thom.submit(path_of(men), to=f"{path_of(men)}/take-back")

    assert own.status_code == 422
    assert taken.status_code == 303
    assert person(men.person_id).deceased_on is None
    assert browser.get("/account").status_code == 303
    assert len(lines(Event.DEATH_TAKEN_BACK)) == 1
    assert rows(DeathRecord, men.person_id)[0].taken_back_at is not None
    hanh.submit(path_of(men), YESTERDAY)
    assert len(rows(DeathRecord, men.person_id)) == 2


def test_after_thirty_days_nobody_takes_it_back(app: Flask, men: Member, time: Time) -> None:
    at_the_desk(app, cast.hanh()).submit(path_of(men), YESTERDAY)
    time.pass_by(days=31)
    thom = at_the_desk(app, cast.thom())

    assert thom.submit("/desk/register/new", to=f"{path_of(men)}/take-back").status_code == 422


def test_the_desk_of_another_commune_and_the_family_write_no_death(app: Flask, men: Member) -> None:
    daughter = cast.lan()
    cast.represents(daughter, men)
    family = cast.a_staff_member("lan", "Hà Thị Lan", Role.STATION_STAFF, person=daughter)
    elsewhere = at_the_desk(app, cast.elsewhere())

    assert elsewhere.get(path_of(men)).status_code == 403
    assert elsewhere.submit("/desk/register", YESTERDAY, to=path_of(men)).status_code == 403
    assert at_the_desk(app, family).submit(path_of(men), YESTERDAY).status_code == 422
    assert person(men.person_id).deceased_on is None


def test_the_phone_of_whoever_was_written_down_as_dead_is_told_neutrally(
    app: Flask, men: Member
) -> None:
    at_the_desk(app, cast.hanh()).submit(path_of(men), YESTERDAY)

    [told] = all_of(OutboxMessage)
    assert told.recipient == men.phone
    assert "khoa tai khoan" in (told.text or "")
    assert not any(word in (told.text or "") for word in ("mat", "tu vong", "chet", "Men"))


def test_nobody_writes_more_than_five_deaths_a_day(app: Flask, time: Time) -> None:
    many = [
        cast.a_person(f"Lò Văn {each}", born=PartialDate(date(1950, 1, 1))) for each in "ABCDEF"
    ]
    cast.a_household(*many)
    hanh, thom = at_the_desk(app, cast.hanh()), at_the_desk(app, cast.thom())

    answers = [hanh.submit(path_of(each), YESTERDAY).status_code for each in many]
    assert answers == [303] * 5 + [422]
    assert thom.submit(path_of(many[5]), YESTERDAY).status_code == 303
    listed = thom.get("/desk/register").text
    assert all(path_of(each) in listed for each in many)
    elsewhere = at_the_desk(app, cast.elsewhere()).get("/desk/register").text
    assert path_of(many[0]) not in elsewhere


def test_no_account_of_one_hand_takes_a_death_back(app: Flask, men: Member) -> None:
    writer, other = cast.hanh(), cast.thom()
    hands.opens(writer, other)
    at_the_desk(app, writer).submit(path_of(men), YESTERDAY)
    second = at_the_desk(app, other)

    assert f"{path_of(men)}/take-back" not in second.get(path_of(men)).text
    answer = second.submit(path_of(men), to=f"{path_of(men)}/take-back")
    assert answer.status_code == 422
    assert person(men.person_id).deceased_on is not None
