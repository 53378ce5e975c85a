"""The first person asks: what is checked, what is counted, and who may not."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Person
from portal.resets.models import AccountReset, Proof
from portal.resets.states import State
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets import counter
from tests.resets.counter import BY_CARD, ask, ask_path, english, part_a, state_of


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    part_a(person)
    return person


@pytest.fixture
def hanh(app: Flask, lan: Member) -> InspectingClient:
    return english(app, cast.hanh())


def refused(client: InspectingClient, person: Member, **fields: str) -> str:
    answer = client.submit(ask_path(person), {**BY_CARD, **fields})
    assert answer.status_code == 422, answer.status_code
    return str(answer.text)


def test_a_card_whose_day_matches_sends_the_request_on(hanh: InspectingClient, lan: Member) -> None:
    reset_id = ask(hanh, lan)

    page = hanh.get(f"/desk/resets/{reset_id}").text
    assert state_of(lan) is State.ASKED
    assert "Step 3 of 4" in page
    assert "…777" in page
    assert "900000777" not in page
    line = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.RESET_ASKED)).one()
    assert line.person_id == lan.person_id
    assert line.object_ref == f"reset:{reset_id}"


def test_the_page_shows_no_number_beyond_its_last_digits(
    hanh: InspectingClient, lan: Member
) -> None:
    page = hanh.get(ask_path(lan)).text

    assert "identity card …123" in page
    assert "phone …123" in page
    assert lan.personal_id not in page
    assert "0900000" not in page.replace(" ", "")


def test_another_day_is_refused_and_nothing_typed_is_lost(
    hanh: InspectingClient, lan: Member
) -> None:
    page = refused(hanh, lan, issued_on="15/08/2022")

    assert "does not match what is on file" in page
    assert 'value="15/08/2022"' in page
    assert "14/08/2022" not in page.replace("Example: 14/08/2022", "")
    assert 'value="0900 000 777"' in page


def test_days_cannot_be_tried_one_after_the_other(
    hanh: InspectingClient, lan: Member, time: Time
) -> None:
    for day in range(1, 6):
        assert "does not match" in refused(hanh, lan, issued_on=f"{day}/1/2022")

    assert "Too many wrong days" in refused(hanh, lan)
    time.pass_by(hours=25)
    cast.sign_in_staff(hanh, _again("Lò Thị Hạnh"))
    ask(hanh, lan)


def _again(full_name: str) -> cast.StaffCast:
    row = session.scalars(sa.select(StaffMember).where(StaffMember.full_name == full_name)).one()
    return cast.StaffCast(row.id, row.staff_name, row.full_name, row.facility_code)


def test_a_right_day_uses_up_no_try(hanh: InspectingClient, lan: Member) -> None:
    for _time in range(6):
        assert "Ring the number first" in refused(hanh, lan, rang="")

    for _time in range(6):
        reset_id = ask(hanh, lan)
        hanh.submit(f"/desk/resets/{reset_id}", to=f"/desk/resets/{reset_id}/withdrawal")


def test_where_no_day_is_on_file_the_second_person_is_told(
    app: Flask, visitor: InspectingClient
) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    dung = cast.dung()
    reset_id = ask(english(app, cast.hanh()), hung)

    page = english(app, dung).get(f"/desk/resets/{reset_id}/decision").text

    assert "No day of issue is on file" in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("proof", "", "Choose how the person proved it"),
        ("proof", "questions", "Choose how the person proved it"),
        ("issued_on", "", "Type the day of issue"),
        ("issued_on", "31/02/2022", "There is no such day"),
        ("issued_on", "August", "Type day, month and year"),
        ("issued_on", "14/08/2032", "This day is still to come"),
        ("reason", "", "Choose why"),
        ("reason", "<script>", "Choose why"),
        ("phone", "", "Type the phone number"),
        ("phone", "12345", "A mobile number has 10 digits"),
        ("phone", "024 3825 3535", "A mobile number has 10 digits"),
        ("phone", "0243 825 353", "This is not a mobile number"),
        ("rang", "", "Ring the number first"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    hanh: InspectingClient, lan: Member, field: str, typed: str, sentence: str
) -> None:
    assert sentence in refused(hanh, lan, **{field: typed})
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountReset)) == 0


def test_a_person_has_one_running_reset(hanh: InspectingClient, lan: Member) -> None:
    ask(hanh, lan)

    page = refused_page(hanh, lan)

    assert "under way already" in page


def refused_page(client: InspectingClient, person: Member) -> str:
    answer = client.post(
        ask_path(person),
        data={"csrf_token": client.token("/desk/resets/" + _id(person)), **BY_CARD},
    )
    assert answer.status_code == 422
    return str(answer.text)


def _id(person: Member) -> str:
    return str(counter.reset_id_of(person))


def test_a_request_that_ran_out_is_in_nobodys_way(
    app: Flask, hanh: InspectingClient, lan: Member, time: Time
) -> None:
    first = ask(hanh, lan)
    time.pass_by(hours=24)
    cast.sign_in_staff(hanh, _again("Lò Thị Hạnh"))

    second = ask(hanh, lan)

    assert second != first
    assert session.get_one(AccountReset, first).state is State.LAPSED


def test_nobody_asks_for_their_own_household(app: Flask) -> None:
    lan, men = cast.lan(), cast.men()
    cast.a_household(lan, men)
    part_a(lan)
    mate = cast.a_staff_member("men", "Phạm Thị Mến", Role.STATION_STAFF, person=men)
    client = english(app, mate)

    assert "your household or a relative" in client.get(ask_path(lan)).text
    assert client.get(ask_path(men)).status_code == 403


def test_a_number_of_who_asks_is_refused(app: Flask, lan: Member) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    member = cast.a_staff_member("hung", "Lò Văn Hùng", Role.STATION_STAFF, person=hung)
    client = english(app, member)

    page = refused(client, lan, phone="0900000999")

    assert "on file with staff" in page


def test_ten_a_day_and_no_more(app: Flask) -> None:
    hanh = english(app, cast.hanh())
    people = [
        cast.a_person(
            f"Lò Thị {number}",
            born=PartialDate.of_year(1970),
            personal_id=f"99917000{number:04d}",
        )
        for number in range(11)
    ]
    cast.a_household(*people)
    session.commit()
    for person in people[:10]:
        ask(hanh, person)

    assert "as many as one person may" in hanh.get(ask_path(people[10])).text


def test_who_has_no_account_or_has_died_gets_no_form(
    app: Flask, hanh: InspectingClient, lan: Member
) -> None:
    minh = cast.minh(lan)
    cast.a_household(minh)
    session.commit()
    assert "has no account yet" in hanh.get(ask_path(minh)).text

    session.get_one(Person, lan.person_id).deceased_on = counter.ISSUED_ON
    session.commit()
    assert "has died" in hanh.get(ask_path(lan)).text


def test_a_closed_account_is_not_reissued(hanh: InspectingClient, lan: Member) -> None:
    session.execute(sa.update(Account).values(suspended_at=clock.now()))
    session.commit()

    assert "This account is closed" in hanh.get(ask_path(lan)).text


def test_the_desk_of_another_commune_finds_nobody(app: Flask, lan: Member) -> None:
    client = english(app, cast.elsewhere())
    token = client.token("/desk/resets")

    assert client.get(ask_path(lan)).status_code == 403
    answer = client.post(ask_path(lan), data={"csrf_token": token, **BY_CARD})
    assert answer.status_code == 403
    assert session.scalar(sa.select(sa.func.count()).select_from(AccountReset)) == 0


def test_a_home_visit_needs_no_card(hanh: InspectingClient, lan: Member) -> None:
    ask(hanh, lan, proof="home_visit", issued_on="")

    assert session.scalars(sa.select(AccountReset)).one().proof is Proof.HOME_VISIT
