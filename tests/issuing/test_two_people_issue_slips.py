"""One asks, another allows, and only then is a slip made: for whom, and for whom not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.issuing import batches, deciding
from portal.issuing.models import BatchScope, BatchState, SlipBatch, SlipLine
from portal.issuing.waiting import waiting_for
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.staff.models import StaffMember
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.issuing import steps


def lan_at_home() -> Member:
    lan = cast.lan()
    cast.a_household(lan, code="H1")
    return lan


def test_a_slip_waits_for_a_second_person(app: Flask) -> None:
    lan = lan_at_home()
    hanh, dung = steps.at(app, cast.hanh()), steps.at(app, cast.dung())

    batch = steps.ask_person(hanh, lan)

    assert steps.state(batch) is BatchState.ASKED
    assert steps.make_all(app) == 0
    assert lan.full_name in dung.get(f"/desk/slips/{batch}").text
    assert steps.say(dung, batch, "allow") == 303
    assert steps.make_all(app) == 1
    assert steps.state(batch) is BatchState.READY


def test_who_asks_never_allows(app: Flask) -> None:
    lan = lan_at_home()
    hanh = steps.at(app, cast.hanh())
    batch = steps.ask_person(hanh, lan)

    assert steps.say(hanh, batch, "allow") == 422
    assert "/allow" not in hanh.get(f"/desk/slips/{batch}").text
    assert steps.state(batch) is BatchState.ASKED


def test_the_database_wants_two_people_too(app: Flask) -> None:
    lan = lan_at_home()
    hanh = cast.hanh()
    batch = steps.ask_person(steps.at(app, hanh), lan)

    with pytest.raises(sa.exc.IntegrityError, match="two_people"):
        session.execute(
            sa.update(SlipBatch)
            .where(SlipBatch.id == batch)
            .values(decided_by=hanh.staff_id, decided_at=clock.now())
        )
    session.rollback()
    with pytest.raises(sa.exc.IntegrityError, match="decided_first"):
        session.execute(
            sa.update(SlipBatch).where(SlipBatch.id == batch).values(state=BatchState.MAKING)
        )
    session.rollback()


def test_of_two_second_people_one_decides(app: Flask) -> None:
    lan = lan_at_home()
    batch = steps.ask_person(steps.at(app, cast.hanh()), lan)
    browsers = [steps.at(app, cast.dung()), steps.at(app, cast.thom())]

    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda browser: steps.say(browser, batch, "allow"), browsers))

    assert sorted(answers) == [303, 422]
    decided = session.scalars(
        sa.select(AuditLine).where(AuditLine.event == Event.SLIPS_DECIDED)
    ).all()
    assert len(decided) == 1


def test_a_step_up_comes_before_allowing(app: Flask, time: Time) -> None:
    lan = lan_at_home()
    batch = steps.ask_person(steps.at(app, cast.hanh()), lan)
    dung = steps.at(app, cast.dung())
    for _ in range(4):
        time.pass_by(minutes=3)
        dung.get("/desk/slips")

    answer = dung.submit("/desk/slips", to=f"/desk/slips/{batch}/allow")

    assert answer.status_code == 303
    assert "/staff/confirm" in answer.location
    assert steps.state(batch) is BatchState.ASKED


def test_refused_and_taken_back_slips_are_never_made(app: Flask) -> None:
    lan = lan_at_home()
    hanh, dung = steps.at(app, cast.hanh()), steps.at(app, cast.dung())
    first = steps.ask_person(hanh, lan)
    assert steps.say(dung, first, "refuse") == 303
    second = steps.ask_person(hanh, lan)
    assert steps.say(dung, second, "withdraw") == 422
    assert steps.say(hanh, second, "withdraw") == 303

    assert steps.make_all(app) == 0
    assert steps.state(first) is BatchState.REFUSED
    assert steps.state(second) is BatchState.WITHDRAWN
    assert steps.say(dung, second, "allow") == 422


def test_what_waits_three_days_is_over(app: Flask, time: Time) -> None:
    lan = lan_at_home()
    hanh, dung = cast.hanh(), cast.dung()
    batch = steps.ask_person(steps.at(app, hanh), lan)

    time.pass_by(days=3)

    assert steps.say(steps.at(app, dung), batch, "allow") == 422
    assert steps.ask_person(steps.at(app, hanh), lan) != batch


def test_the_desk_of_another_commune_reaches_no_batch(app: Flask) -> None:
    lan = lan_at_home()
    household = cast.a_household(cast.hung(), code="H2")
    batch = steps.ask_person(steps.at(app, cast.hanh()), lan)
    village = cast.a_village("Suối Bạc")
    tuoi = steps.at(app, cast.elsewhere())

    assert lan.full_name not in tuoi.get("/desk/slips").text
    for path in ("", "/progress"):
        assert tuoi.get(f"/desk/slips/{batch}{path}").status_code == 404
    for word in ("allow", "refuse", "withdraw", "file"):
        assert steps.say(tuoi, batch, word) == 404
    for kind in ("slip", "account"):
        path = f"/desk/people/{lan.person_id}/{kind}"
        assert tuoi.submit("/desk/slips", to=path).status_code == 403
    asked = tuoi.submit("/desk/slips", {"household": str(household)}, to="/desk/slips/household")
    assert asked.status_code == 422
    asked = tuoi.submit("/desk/slips", {"village": str(village)}, to="/desk/slips/village")
    assert asked.status_code == 422
    found = tuoi.submit("/desk/slips", {"household": "H2"}, to="/desk/slips/find")
    assert "Lò Văn Hùng" not in found.text


def lives_with(staff_id: UUID, member: Member) -> None:
    session.execute(
        sa.update(StaffMember).where(StaffMember.id == staff_id).values(person_id=member.person_id)
    )


def test_nobody_handles_their_own_household(app: Flask) -> None:
    lan, men = cast.lan(), cast.men()
    household = cast.a_household(lan, men)
    hanh, dung = cast.hanh(), cast.dung()
    lives_with(hanh.staff_id, men)
    browser = steps.at(app, hanh)

    own = browser.submit("/desk/slips", to=f"/desk/people/{men.person_id}/slip")
    of_kin = browser.submit("/desk/slips", to=f"/desk/people/{lan.person_id}/slip")
    asked = browser.submit("/desk/slips", {"household": str(household)}, to="/desk/slips/household")
    assert (own.status_code, of_kin.status_code, asked.status_code) == (403, 422, 422)

    batch = steps.ask_person(steps.at(app, dung), lan)
    assert steps.say(browser, batch, "allow") == 422
    assert steps.say(browser, batch, "refuse") == 422


def test_slips_of_a_village_leave_out_the_families_of_both(app: Flask) -> None:
    people = steps.many(15)
    hanh, dung = cast.hanh(), cast.dung()
    lives_with(hanh.staff_id, people[0])
    lives_with(dung.staff_id, people[5])
    village = cast.a_village("Suối Bạc")

    batch = steps.ask_village(steps.at(app, hanh), village)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    steps.make_all(app)

    slips = session.scalars(sa.select(SlipLine.person_id).where(SlipLine.batch_id == batch))
    assert set(slips) == {person.person_id for person in people[10:]}
    opened = session.scalars(sa.select(Account.person_id))
    assert set(opened) == {person.person_id for person in people[10:]}


def test_the_second_person_of_a_village_sees_figures_and_no_names(app: Flask) -> None:
    people = steps.many(5)
    lan = cast.lan()
    cast.a_household(lan, cast.minh(lan))
    sets(first_signed_in_at=clock.now())(lan)
    hanh, dung = cast.hanh(), cast.dung()
    village = cast.a_village("Suối Bạc")
    batch = steps.ask_village(steps.at(app, hanh), village)

    page = steps.at(app, dung).get(f"/desk/slips/{batch}").text

    assert people[0].full_name not in page
    assert page.count(": 1</span>") == 2  # Minh is a child, and Lan uses her account


def sets(**values: object) -> Callable[[Member], None]:
    """Return what sets these columns of somebody's account."""

    def change(member: Member) -> None:
        session.execute(
            sa.update(Account).where(Account.person_id == member.person_id).values(**values)
        )

    return change


def dies(member: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == member.person_id).values(deceased_on=date(2026, 11, 1))
    )


NEVER: dict[str, Callable[[Member], None]] = {
    "dead": dies,
    "suspended": sets(suspended_at=clock.now()),
    "frozen": sets(frozen_at=clock.now()),
    "held": sets(held_until=clock.now() + timedelta(days=3650)),
}


@pytest.mark.parametrize("what", NEVER)
def test_there_is_never_a_slip_for(app: Flask, what: str) -> None:
    lan = lan_at_home()
    NEVER[what](lan)
    browser = steps.at(app, cast.hanh())

    asked = browser.submit("/desk/slips", to=f"/desk/people/{lan.person_id}/slip")

    assert asked.status_code == 422


@pytest.mark.parametrize("what", NEVER)
def test_what_changed_since_the_asking_counts_when_slips_are_made(app: Flask, what: str) -> None:
    lan, men = cast.lan(), cast.men()
    household = cast.a_household(lan, men)
    hanh, dung = cast.hanh(), cast.dung()
    batch = steps.ask_household(steps.at(app, hanh), household)
    steps.say(steps.at(app, dung), batch, "allow")
    NEVER[what](lan)
    session.commit()

    steps.make_all(app)

    slips = session.scalars(sa.select(SlipLine.person_id).where(SlipLine.batch_id == batch)).all()
    assert slips == [men.person_id]
    size = session.scalar(sa.select(SlipBatch.size).where(SlipBatch.id == batch))
    assert size == 1


def test_who_moves_in_with_either_of_the_two_gets_none(app: Flask) -> None:
    lan, men = cast.lan(), cast.men()
    cast.a_household(lan)
    cast.a_household(men)
    hanh, dung = cast.hanh(), cast.dung()
    village = cast.a_village("Suối Bạc")
    batch = steps.ask_village(steps.at(app, hanh), village)
    steps.say(steps.at(app, dung), batch, "allow")
    lives_with(dung.staff_id, lan)
    session.commit()

    steps.make_all(app)

    slips = session.scalars(sa.select(SlipLine.person_id).where(SlipLine.batch_id == batch)).all()
    assert slips == [men.person_id]


def test_children_and_people_without_a_number_get_none(app: Flask) -> None:
    lan = cast.lan()
    minh = cast.minh(lan)
    old = cast.a_person("Cụ Không Số", born=PartialDate.of_year(1940))
    cast.a_household(lan, minh, old)
    browser = steps.at(app, cast.hanh())

    for person in (minh, old):
        asked = browser.submit("/desk/slips", to=f"/desk/people/{person.person_id}/slip")
        assert asked.status_code == 422


def test_who_uses_an_account_gets_a_slip_only_by_name(app: Flask) -> None:
    lan = cast.lan()
    household = cast.a_household(lan)
    sets(first_signed_in_at=clock.now())(lan)
    browser = steps.at(app, cast.hanh())

    asked = browser.submit("/desk/slips", {"household": str(household)}, to="/desk/slips/household")
    assert asked.status_code == 422
    assert steps.state(steps.ask_person(browser, lan)) is BatchState.ASKED


def test_the_same_slips_are_not_asked_twice_at_once(app: Flask) -> None:
    lan = lan_at_home()
    browser = steps.at(app, cast.hanh())
    steps.ask_person(browser, lan)

    asked = browser.submit("/desk/slips", to=f"/desk/people/{lan.person_id}/slip")

    assert asked.status_code == 422


def test_a_household_is_found_by_its_code_or_its_head(app: Flask) -> None:
    cast.a_household(cast.lan(), code="0815")
    browser = steps.at(app, cast.hanh())

    for text in ("0815", "ha thi lan"):
        found = browser.submit("/desk/slips", {"household": text}, to="/desk/slips/find")
        assert "Hà Thị Lan" in found.text
    nothing = browser.submit("/desk/slips", {"household": " "}, to="/desk/slips/find")
    assert nothing.status_code == 422
    lines = session.scalars(
        sa.select(AuditLine).where(AuditLine.event == Event.RESIDENT_SEARCHED)
    ).all()
    assert len(lines) == 2


@pytest.mark.parametrize("path", ["household", "village"])
def test_a_made_up_id_is_refused_with_a_sentence(visitor: InspectingClient, path: str) -> None:
    cast.sign_in_staff(visitor, cast.hanh())

    for text in ("", "x", str(uuid4())):
        asked = visitor.submit("/desk/slips", {path: text}, to=f"/desk/slips/{path}")
        assert asked.status_code == 422


def test_what_waits_is_offered_to_the_queue(app: Flask) -> None:
    lan = lan_at_home()
    hanh, dung = cast.hanh(), cast.dung()
    batch = steps.ask_person(steps.at(app, hanh), lan)

    with app.test_request_context():
        [own] = waiting_for(steps.as_signed_in(hanh))
        [other] = waiting_for(steps.as_signed_in(dung))

    assert (own.may_decide, other.may_decide) == (False, True)
    assert other.about == lan.full_name
    assert other.url == f"/desk/slips/{batch}"


def test_the_service_refuses_the_asker_as_the_page_does(app: Flask) -> None:
    lan = lan_at_home()
    hanh = cast.hanh()
    batch_id = steps.ask_person(steps.at(app, hanh), lan)
    asker = steps.as_signed_in(hanh)
    found = batches.batch(batch_id, asker)
    assert found is not None

    with pytest.raises(RuleBroken):
        deciding.allow(found, by=asker)
    assert found.scope is BatchScope.PERSON
