"""The head of a station asks for an account, the province allows it, a paper carries the code."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate
from portal.staff.models import StaffInvitation, StaffMember, StaffRole
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.staff.accounts import ask, asked, browser_of, code_on, decide, page_of
from tests.staff.steps import sign_in
from tests.staff.test_activating import finish, flask, square_page


@pytest.fixture
def head(app: Flask) -> InspectingClient:
    return browser_of(app, cast.dung())


@pytest.fixture
def auditor(app: Flask) -> InspectingClient:
    return browser_of(app, cast.sy())


def sections() -> list[tuple[str | None, str | None]]:
    rows = reads().execute(
        sa.select(AuditLine.actor_name, AuditLine.section)
        .where(AuditLine.event == Event.STAFF_ACCOUNT_CHANGED)
        .order_by(AuditLine.at, AuditLine.seq)
    )
    return [(row.actor_name, row.section) for row in rows]


def accounts() -> set[str]:
    return set(reads().scalars(sa.select(StaffMember.staff_name)))


def test_an_account_is_asked_for_allowed_handed_over_and_entered(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    assert ask(head, roles=["station_staff", "clinician"]).location == "/staff/members"
    assert "xuan" not in accounts()
    wish = asked()
    assert "Cầm Thị Xuân" in auditor.get("/staff/members").text

    assert decide(auditor, wish, "allow").location == "/staff/members"
    code = code_on(decide(head, wish, "code"))

    newcomer = a_browser(app)
    finish(newcomer, square_page(newcomer, code, "xuan"))
    assert "Cầm Thị Xuân" in newcomer.get("/staff/").text
    member = session.scalars(sa.select(StaffMember).where(StaffMember.staff_name == "xuan")).one()
    roles = session.scalars(sa.select(StaffRole.role).where(StaffRole.staff_id == member.id))
    assert set(roles) == {Role.CLINICIAN, Role.STATION_STAFF}
    assert (member.facility_code, member.commune) == (cast.STATION, "Xã Đồng Sen")
    assert set(sections()) == {
        ("Bác sĩ Hoàng Văn Dũng", "asked"),
        ("Đỗ Văn Sỹ", "opened"),
        ("Đỗ Văn Sỹ", "allowed"),
        ("Bác sĩ Hoàng Văn Dũng", "code_shown"),
        ("Y sĩ Cầm Thị Xuân", "factors"),
    }


def test_a_refused_account_is_never_opened(
    head: InspectingClient, auditor: InspectingClient
) -> None:
    ask(head)
    wish = asked()

    assert decide(auditor, wish, "refuse").location == "/staff/members"

    assert "xuan" not in accounts()
    assert "Account refused" in head.get("/staff/members").text
    assert decide(head, wish, "code").status_code == 422
    assert decide(auditor, wish, "allow").status_code == 404


def test_the_head_cannot_allow_what_they_asked(app: Flask, head: InspectingClient) -> None:
    ask(head)

    assert decide(head, asked(), "allow").status_code == 404
    assert "xuan" not in accounts()


def test_who_is_head_and_auditor_is_not_both_sides(app: Flask) -> None:
    both = browser_of(
        app, cast.a_staff_member("hai", "Vi Văn Hai", Role.STATION_HEAD, Role.AUDITOR)
    )
    ask(both)

    page = decide(both, asked(), "allow")

    assert page.status_code == 422
    assert "Somebody else must decide this" in page.text
    assert "xuan" not in accounts()


def test_the_database_knows_two_people(app: Flask, head: InspectingClient) -> None:
    ask(head)
    asker = sa.select(StaffMember.id).where(StaffMember.staff_name == "dung").scalar_subquery()

    for wrong in (
        {"decided_by": asker, "decided_at": clock.now()},
        {"again_for": asker},
        {"roles": "station_staff,auditor"},
        {"roles": "data_entry"},
        {"roles": "village_head"},
        {"commune": None},
        {"code_shown_at": clock.now()},
    ):
        with pytest.raises(IntegrityError):
            session.execute(sa.update(StaffInvitation).values(**wrong))
        session.rollback()


def test_the_code_is_shown_once_and_to_the_asker_alone(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    other = browser_of(app, cast.a_staff_member("hai", "Vi Văn Hai", Role.STATION_HEAD))
    ask(head)
    wish = asked()
    assert decide(head, wish, "code").status_code == 422
    decide(auditor, wish, "allow")

    assert decide(auditor, wish, "code").status_code == 404
    assert decide(other, wish, "code").status_code == 422
    assert decide(head, wish, "code").status_code == 200
    again = decide(head, wish, "code")

    assert again.status_code == 422
    assert "shown already" in again.text


def test_a_code_nobody_fetched_within_a_day_is_never_shown(app: Flask, time: Time) -> None:
    asker, decider = cast.dung(), cast.sy()
    ask(browser_of(app, asker))
    wish = asked()
    decide(browser_of(app, decider), wish, "allow")
    time.pass_by(hours=25)
    later = browser_of(app, asker)

    assert decide(later, wish, "code").status_code == 422
    assert "code not fetched in time" in later.get(page_of(wish)).text


def test_of_two_wishes_for_one_account_the_newer_has_the_code(
    head: InspectingClient, auditor: InspectingClient, time: Time
) -> None:
    hanh = cast.hanh()
    session.commit()
    page = f"/staff/members/{hanh.staff_id}"
    wishes = []
    for _each in range(2):
        head.submit(page, to=f"{page}/again")
        wishes.append(asked("hanh"))
        decide(auditor, wishes[-1], "allow")
        time.pass_by(minutes=1)

    assert decide(head, wishes[0], "code").status_code == 422
    assert decide(head, wishes[1], "code").status_code == 200


def test_the_counter_is_opened_to_nobody_without_their_number(head: InspectingClient) -> None:
    refused = ask(head, personal_id="")

    assert refused.status_code == 422
    assert "linked to the register" in refused.text
    assert ask(head, personal_id="", roles=["clinician"]).status_code == 303


def test_no_late_code_takes_an_account_from_its_owner(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    ask(head)
    wish = asked()
    decide(auditor, wish, "allow")
    flask(app, "activate-again", "xuan")
    with_factors = {"password_hash": "x", "totp_secret": "y", "totp_confirmed_at": clock.now()}
    session.execute(
        sa.update(StaffMember).where(StaffMember.staff_name == "xuan").values(**with_factors)
    )
    session.commit()

    page = decide(head, wish, "code")

    assert page.status_code == 422
    assert "needs no code" in page.text


def test_a_wish_dies_with_the_account_of_who_asked(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    ask(head)
    wish = asked()
    flask(app, "suspend", "dung")

    page = decide(auditor, wish, "allow")

    assert page.status_code == 422
    assert "xuan" not in accounts()
    assert decide(auditor, wish, "refuse").status_code == 303


def test_nobody_asks_for_or_decides_about_their_own_family(app: Flask) -> None:
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    cast.a_household(lan, men)
    hoa = cast.a_person("Lò Thị Hoa", born=PartialDate.of_year(1982), personal_id="999182000777")
    cast.a_household(hung, hoa)
    head = browser_of(app, cast.a_staff_member("hai", "Hà Văn Hai", Role.STATION_HEAD, person=lan))
    auditor = browser_of(
        app,
        cast.a_staff_member(
            "ba", "Phạm Văn Ba", Role.AUDITOR, facility=cast.DEPARTMENT, commune=None, person=hung
        ),
    )

    own = ask(head, personal_id=men.personal_id)
    assert own.status_code == 422
    assert "your own family" in own.text
    assert men.personal_id in own.text
    ask(head, personal_id=hoa.personal_id)  # the auditor's own household

    page = decide(auditor, asked(), "allow")

    assert page.status_code == 422
    assert "Somebody else must decide this" in page.text


def test_one_person_gets_one_account(app: Flask, head: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    cast.a_household(lan)
    cast.a_household(hung, commune="Xã Nà Hoa")
    cast.a_staff_member("lan", "Hà Thị Lan", Role.CLINICIAN, person=lan)
    session.commit()

    assert "has a staff account already" in ask(head, personal_id=lan.personal_id).text
    elsewhere = ask(head, personal_id=hung.personal_id)
    unknown = ask(head, personal_id="999099000001")
    for page in (elsewhere, unknown):
        assert "Nobody of your commune has this number" in page.text


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"staff_name": "Ủ"}, "A staff name has"),
        ({"staff_name": "dung"}, "Somebody has this staff name already"),
        ({"full_name": " "}, "Type the full name"),
        ({"roles": []}, "Give at least one role"),
        ({"roles": ["auditor"]}, "Give at least one role"),
        ({"roles": ["data_entry"]}, "needs a last day"),
        ({"roles": ["data_entry", "clinician"]}, "goes with no other role"),
        ({"roles": ["village_head"]}, "Choose the village"),
        ({"ends_on-day": "1", "ends_on-year": "2027"}, "Type the month too"),
        ({"ends_on-year": "2027"}, "Type day, month and year"),
        (
            {"ends_on-day": "1", "ends_on-month": "11", "ends_on-year": "2026"},
            "must be after today",
        ),
        ({"personal_id": "123"}, "must have 12 digits"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    head: InspectingClient, other: dict[str, str | list[str]], said: str
) -> None:
    page = ask(head, **other)

    assert page.status_code == 422
    assert said in page.text
    if "full_name" not in other:
        assert 'value="Cầm Thị Xuân"' in page.text
    assert reads().scalar(sa.select(sa.func.count()).select_from(StaffInvitation)) == 0


def test_a_name_is_asked_for_once_at_a_time(head: InspectingClient) -> None:
    ask(head)

    page = ask(head, full_name="Ai Khác")

    assert "asked for already" in page.text


def test_a_village_head_is_bound_to_a_village_of_the_commune(
    head: InspectingClient, auditor: InspectingClient
) -> None:
    village, other = cast.a_village("Suối Bạc"), cast.a_village("Nà Hoa", "Xã Nà Hoa")
    session.commit()

    assert "Choose the village" in ask(head, roles=["village_head"], village=str(other)).text
    ask(head, roles=["village_head"], village=str(village))
    assert "Suối Bạc" in auditor.get(page_of(asked())).text
    decide(auditor, asked(), "allow")

    bound = sa.select(StaffMember.village_id).where(StaffMember.staff_name == "xuan")
    assert reads().scalar(bound) == village


def test_a_last_day_that_passed_meanwhile_opens_nothing(
    app: Flask, head: InspectingClient, time: Time
) -> None:
    sy = cast.sy()
    session.commit()
    last = {"ends_on-day": "1", "ends_on-month": "12", "ends_on-year": "2026"}
    ask(head, roles=["data_entry"], **last)
    time.pass_by(days=10)

    page = decide(browser_of(app, sy), asked(), "allow")

    assert page.status_code == 422
    assert "must be after today" in page.text


def test_a_lost_account_is_renewed_by_two_and_its_old_keys_are_dead(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    hanh = cast.hanh()
    theirs = browser_of(app, hanh)
    page = f"/staff/members/{hanh.staff_id}"
    assert head.submit(page, to=f"{page}/again").location == "/staff/members"
    assert theirs.get("/staff/").status_code == 200

    decide(auditor, asked("hanh"), "allow")

    assert theirs.get("/staff/").status_code == 303
    assert sign_in(a_browser(app), hanh).status_code == 422
    code = code_on(decide(head, asked("hanh"), "code"))
    anew = a_browser(app)
    finish(anew, square_page(anew, code, "hanh"))
    assert anew.get("/staff/").status_code == 200


def test_a_closed_account_opens_again_by_two_with_a_new_last_day(
    app: Flask, head: InspectingClient, auditor: InspectingClient
) -> None:
    hanh = cast.hanh()
    session.execute(
        sa.update(StaffMember).where(StaffMember.staff_name == "hanh").values(ends_on=clock.today())
    )
    session.commit()
    page = f"/staff/members/{hanh.staff_id}"
    head.submit(page, to=f"{page}/suspend")
    assert head.submit(page, to=f"{page}/again").status_code == 422  # until when?

    last = {"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2027"}
    assert head.submit(page, last, to=f"{page}/again").status_code == 303
    decide(auditor, asked("hanh"), "allow")

    member = session.scalars(sa.select(StaffMember).where(StaffMember.staff_name == "hanh")).one()
    assert (member.suspended_at, str(member.ends_on)) == (None, "2027-03-31")
