"""One computer, several people: each switches by a code, and the log names who it was."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff import computers, recovery
from portal.staff.models import StaffComputer, StaffMember, StaffRecoveryCode, StaffSession
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient, a_browser
from tests.clinic.adding import allow
from tests.conftest import MORNING, Time
from tests.staff.steps import english, is_locked, sign_in


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def thom(app: Flask) -> StaffCast:
    return cast.thom()


@pytest.fixture
def shared(
    visitor: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> InspectingClient:
    """Return the browser both signed in on this morning, Thơm last."""
    session.commit()
    for member in (quan, thom):
        assert sign_in(visitor, member).status_code == 303
        visitor.submit("/staff/", to="/staff/lock")
        time.pass_by(seconds=30)
    return visitor


def unlock(visitor: InspectingClient, who: StaffCast, **other: str) -> TestResponse:
    fields = {"who": str(who.staff_id), "code": who.code} | other
    return visitor.submit("/staff/unlock", fields)


def name_at(visitor: InspectingClient) -> str:
    page = visitor.get("/staff/").text
    return next(name for name in ("Lê Minh Quân", "Vi Thị Thơm") if f"<b>{name}</b>" in page)


def test_a_colleague_takes_over_by_choosing_their_name_and_a_code(
    shared: InspectingClient, quan: StaffCast
) -> None:
    page = unlock(shared, quan)

    assert page.location == "/staff/enter"
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert name_at(shared) == "Lê Minh Quân"


def test_the_session_of_who_was_there_ends(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast
) -> None:
    before = shared.get_cookie("sid")
    assert before

    unlock(shared, quan)

    shared.set_cookie("sid", before.value)
    assert shared.get("/staff/").location == "/staff/sign-in"
    ended = sa.select(StaffSession.end_reason).where(StaffSession.staff_id == thom.staff_id)
    assert session.scalars(ended).all() == ["somebody_else"]


def test_twenty_changes_of_person_leave_twenty_right_names(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    men = cast.men()
    for member in (quan, thom):
        allow(men, member, Section.MEDICINES)
    session.commit()
    order = [quan, thom] * 10

    for member in order:
        time.pass_by(seconds=30)
        assert unlock(shared, member).status_code == 303
        assert shared.get(f"/clinic/patients/{men.person_id}").status_code == 200
        shared.submit("/staff/", to="/staff/lock")

    seen = sa.select(AuditLine.staff_id).where(
        AuditLine.event == Event.RECORD_SEEN, AuditLine.person_id == men.person_id
    )
    entered = sa.select(AuditLine.staff_id).where(AuditLine.event == Event.STAFF_SIGNED_IN)
    right = [member.staff_id for member in order]
    assert session.scalars(seen.order_by(AuditLine.seq)).all() == right
    assert session.scalars(entered.order_by(AuditLine.seq)).all()[-20:] == right


def test_the_locked_page_names_the_people_and_no_patient(
    shared: InspectingClient, thom: StaffCast, time: Time
) -> None:
    men = cast.men()
    allow(men, thom, Section.MEDICINES)
    session.commit()
    unlock(shared, thom)
    path = f"/clinic/patients/{men.person_id}"
    assert shared.get(path).status_code == 200
    time.pass_by(minutes=6)

    to = shared.get(path).location
    page = shared.get(to).text

    assert is_locked(shared.get(path))
    assert "Lê Minh Quân" in page
    assert "Vi Thị Thơm" in page
    assert men.full_name not in page
    assert str(men.person_id) not in page + to


def test_the_same_person_comes_back_to_where_they_were(
    shared: InspectingClient, thom: StaffCast, time: Time
) -> None:
    unlock(shared, thom)
    time.pass_by(minutes=6)
    to = shared.get("/clinic/open").location

    page = shared.submit(to, {"who": str(thom.staff_id), "code": thom.code})

    assert page.location == "/clinic/open"


def test_the_lock_button_remembers_the_page_too(shared: InspectingClient, thom: StaffCast) -> None:
    unlock(shared, thom)
    page = shared.get("/clinic/open").text
    action = page.split('<form method="post" action="/staff/lock?to=')[1].split('"')[0]

    to = shared.submit("/clinic/open", to=f"/staff/lock?to={action}").location

    assert to == f"/staff/unlock?to={action}"


def test_another_tab_goes_on_where_it_was(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    unlock(shared, thom)
    time.pass_by(minutes=6)
    back = shared.get("/clinic/open").location.replace("/unlock", "/back")
    assert is_locked(shared.get(back))
    unlock(shared, thom)
    assert shared.get(back).location == "/clinic/open"
    shared.submit("/staff/", to="/staff/lock")
    time.pass_by(seconds=30)

    unlock(shared, quan)

    assert shared.get(back).location == "/clinic/"


def test_nobody_comes_to_a_page_that_somebody_else_left(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    unlock(shared, thom)
    time.pass_by(minutes=6)
    left = shared.get("/clinic/open").location
    unlock(shared, quan)
    shared.submit("/staff/", to="/staff/lock")
    time.pass_by(seconds=30)

    page = shared.submit(left, {"who": str(quan.staff_id), "code": quan.code})

    assert page.location == "/clinic/"


@pytest.mark.parametrize(
    "to", ["https://example.org", "//example.org", "/clinic/open", "AQAB", "é", "/staff/sign-out"]
)
def test_nothing_typed_decides_where_unlocking_leads(
    visitor: InspectingClient, quan: StaffCast, time: Time, to: str
) -> None:
    cast.sign_in_staff(visitor, quan)
    time.pass_by(minutes=6)

    page = visitor.submit("/staff/unlock", {"code": quan.code}, to=f"/staff/unlock?to={to}")

    assert page.location == "/clinic/"


def test_only_who_gave_a_password_here_today_is_offered(
    app: Flask, visitor: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    session.commit()
    sign_in(a_browser(app), thom)
    sign_in(visitor, quan)
    visitor.submit("/staff/", to="/staff/lock")
    time.pass_by(seconds=30)
    english(visitor)

    page = unlock(visitor, thom)

    assert page.status_code == 422
    assert "signs in with name and password first" in page.text
    assert "Vi Thị Thơm" not in page.text


def test_the_cookie_of_a_computer_alone_opens_nothing(
    app: Flask, shared: InspectingClient, quan: StaffCast
) -> None:
    computer = shared.get_cookie("pc")
    assert computer
    thief = a_browser(app)
    thief.set_cookie("pc", computer.value)
    fields = {"who": str(quan.staff_id), "code": quan.code}

    token = thief.token("/staff/sign-in")
    page = thief.post("/staff/unlock", data={"csrf_token": token} | fields)

    assert page.location == "/staff/sign-in"
    assert thief.get("/staff/").location == "/staff/sign-in"


def test_a_copied_cookie_is_worth_nothing_after_the_next_sign_in(
    app: Flask, shared: InspectingClient, quan: StaffCast, thom: StaffCast
) -> None:
    computer = shared.get_cookie("pc")
    assert computer
    sign_in(shared, thom)
    thief = cast.sign_in_staff(a_browser(app), cast.dung())
    thief.set_cookie("pc", computer.value)
    thief.submit("/staff/", to="/staff/lock")

    assert unlock(thief, quan).status_code == 422
    assert "Lê Minh Quân" not in thief.get("/staff/unlock").text


def test_a_password_counts_for_a_working_day(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    unlock(shared, quan)
    for _ in range(2 * 60 - 1):
        time.pass_by(minutes=4)
        shared.get("/staff/")

    time.pass_by(minutes=4)
    assert shared.get("/staff/").location == "/staff/sign-in"
    fields = {"who": str(thom.staff_id), "code": thom.code}
    token = shared.token("/staff/sign-in")
    page = shared.post("/staff/unlock", data={"csrf_token": token} | fields)
    assert page.location == "/staff/sign-in"


@pytest.mark.parametrize(
    "gone",
    [
        {"suspended_at": MORNING},
        {"ends_on": date(2026, 11, 23)},
        {"password_hash": None, "totp_secret": None, "totp_confirmed_at": None},
    ],
    ids=["suspended", "ended", "without factors"],
)
def test_who_may_not_enter_any_more_vanishes(
    shared: InspectingClient, quan: StaffCast, gone: dict[str, object]
) -> None:
    session.execute(sa.update(StaffMember).where(StaffMember.id == quan.staff_id).values(gone))
    session.commit()

    assert "Lê Minh Quân" not in shared.get("/staff/unlock").text
    assert unlock(shared, quan).status_code == 422


def test_signing_out_needs_the_password_again(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    unlock(shared, quan)
    shared.submit("/staff/", to="/staff/sign-out")
    time.pass_by(seconds=30)
    sign_in(shared, thom)
    shared.submit("/staff/", to="/staff/lock")

    assert "Lê Minh Quân" not in shared.get("/staff/unlock").text


def test_a_new_authenticator_is_asked_for_with_the_password(
    app: Flask, shared: InspectingClient
) -> None:
    session.rollback()
    app.test_cli_runner().invoke(args=["staff", "activate-again", "quan"])

    left = session.scalars(sa.select(StaffComputer.staff_id)).all()
    assert len(left) == 1


def test_guessing_a_colleagues_code_here_harms_them_nowhere_else(
    app: Flask, shared: InspectingClient, quan: StaffCast, time: Time
) -> None:
    for _ in range(10):
        assert unlock(shared, quan, code="000000").status_code == 422

    assert unlock(shared, quan).status_code == 422
    elsewhere = a_browser(app)
    assert sign_in(elsewhere, quan).status_code == 303
    elsewhere.submit("/staff/", to="/staff/lock")
    time.pass_by(seconds=30)
    assert unlock(elsewhere, quan).status_code == 303


def test_guesses_count_on_after_another_has_signed_in_here(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast, time: Time
) -> None:
    for _ in range(10):
        unlock(shared, quan, code="000000")
    sign_in(shared, thom)
    shared.submit("/staff/", to="/staff/lock")
    time.pass_by(seconds=30)

    assert unlock(shared, quan).status_code == 422
    assert unlock(shared, thom).status_code == 303


def test_a_code_switches_once(shared: InspectingClient, quan: StaffCast, thom: StaffCast) -> None:
    unlock(shared, quan)
    shared.submit("/staff/", to="/staff/lock")

    assert unlock(shared, quan).status_code == 422


def test_who_signs_in_with_a_password_finds_the_way_back_to_the_locked_page(
    shared: InspectingClient,
) -> None:
    assert 'href="/staff/unlock"' in shared.get("/staff/sign-in").text
    assert 'href="/staff/unlock"' not in a_browser(shared.application).get("/staff/sign-in").text


def test_what_ran_out_is_forgotten(
    app: Flask, shared: InspectingClient, quan: StaffCast, time: Time
) -> None:
    recovery.keep(quan.staff_id, recovery.new_set(), clock.now())
    session.commit()
    recovery.keep(quan.staff_id, recovery.new_set(), clock.now())
    session.commit()
    time.pass_by(days=31)

    app.test_cli_runner().invoke(args=["staff", "tidy"])

    assert session.scalars(sa.select(StaffComputer.id)).all() == []
    assert recovery.left(session.connection(), quan.staff_id) == 8
    kept = sa.select(sa.func.count()).select_from(StaffRecoveryCode)
    assert session.scalar(kept) == 8


def test_a_form_of_an_old_page_does_nothing_for_the_next_person(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast
) -> None:
    unlock(shared, thom)
    old = shared.token("/staff/")
    shared.submit("/staff/", to="/staff/lock")

    unlock(shared, quan)

    assert shared.post("/staff/lock", data={"csrf_token": old}).status_code == 400
    assert name_at(shared) == "Lê Minh Quân"


def test_htmx_leaves_a_page_of_somebody_else(
    shared: InspectingClient, quan: StaffCast, thom: StaffCast
) -> None:
    unlock(shared, thom)
    mark = shared.get("/clinic/open").text.split('data-desk="')[1].split('"')[0]
    here = {"HX-Request": "true", "X-Desk": mark}
    assert shared.get("/clinic/open", headers=here).status_code == 200
    shared.submit("/staff/", to="/staff/lock")
    unlock(shared, quan)

    answer = shared.get("/clinic/open", headers=here)

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/staff/enter"


def test_somebody_unknown_here_signs_in_with_name_and_password(
    shared: InspectingClient, thom: StaffCast
) -> None:
    dung = cast.dung()
    session.commit()
    assert "/staff/sign-in" in shared.get("/staff/unlock").text

    assert sign_in(shared, dung).status_code == 303

    assert "Hoàng Văn Dũng" in shared.get("/staff/").text
    ended = sa.select(StaffSession.end_reason).where(StaffSession.staff_id == thom.staff_id)
    assert session.scalars(ended).all() == ["somebody_else"]


def test_a_computer_knows_eight_people_and_forgets_the_first(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    members = [cast.a_staff_member(f"m{number}", f"Vi Thị {number}") for number in range(9)]
    session.commit()
    for member in members:
        sign_in(visitor, member)
        visitor.submit("/staff/", to="/staff/lock")
        time.pass_by(seconds=30)

    known = session.scalars(sa.select(StaffComputer.staff_id)).all()
    assert set(known) == {member.staff_id for member in members[1:]}
    assert len(set(session.scalars(sa.select(StaffComputer.token_hash)))) == 1
    assert computers.MOST == 8


@pytest.mark.parametrize(
    "who", ["", "nobody", str(UUID(int=7))], ids=["none", "no id", "a stranger"]
)
def test_a_choice_that_is_none_is_told_beside_the_names(
    shared: InspectingClient, thom: StaffCast, who: str
) -> None:
    page = shared.submit("/staff/unlock", {"who": who, "code": "000000"})

    assert page.status_code == 422
    assert is_locked(shared.get("/staff/"))
