"""Two people: one asks, another allows or refuses; the first may take it back."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.resets.models import AccountReset
from portal.resets.states import State
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.counter import allow, allow_directly, ask, english, state_of


def test_another_of_the_desk_allows_and_the_slip_can_be_printed(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)

    assert allow(dung, reset_id) == 303

    assert state_of(lan) is State.ALLOWED
    answer = hanh.submit(f"/desk/resets/{reset_id}/slip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    reset = session.get_one(AccountReset, reset_id)
    assert reset.slip_mac is not None
    events = set(session.scalars(sa.select(AuditLine.event)))
    assert {Event.RESET_ASKED, Event.RESET_DECIDED, Event.CODE_ISSUED} <= events


def test_a_new_slip_makes_the_one_before_worthless(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)
    allow(dung, reset_id)
    macs = []
    for _time in range(2):
        hanh.submit(f"/desk/resets/{reset_id}/slip")
        macs.append(session.scalar(sa.select(AccountReset.slip_mac)))
        session.commit()

    assert macs[0] != macs[1]


def test_nothing_is_printed_before_the_second_person_allowed(
    hanh: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)

    answer = hanh.submit(f"/desk/resets/{reset_id}", to=f"/desk/resets/{reset_id}/slip")

    assert answer.status_code == 422
    assert session.scalar(sa.select(AccountReset.slip_mac)) is None


def test_the_second_person_reads_what_was_recorded_and_how_the_account_is_used(
    app: Flask, hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    cast.sign_in(cast_browser(app), lan)
    reset_id = ask(hanh, lan)

    page = dung.get(f"/desk/resets/{reset_id}/decision").text

    assert "Lò Thị Hạnh" in page
    assert "The day of issue is the one on file" in page
    assert "Lost the phone, new number" in page
    assert "on 1 device" in page
    assert "The account is in use today" in page
    assert "14/08/2022" not in page


def cast_browser(app: Flask) -> InspectingClient:
    client = app.test_client()
    assert isinstance(client, InspectingClient)
    return client


@pytest.mark.parametrize("change", ["died", "closed"])
def test_nothing_is_allowed_for_who_died_or_whose_account_was_closed_meanwhile(
    hanh: InspectingClient, dung: InspectingClient, lan: Member, change: str
) -> None:
    reset_id = ask(hanh, lan)
    if change == "died":
        session.execute(sa.update(Person).values(deceased_on=clock.today()))
    else:
        session.execute(sa.update(Account).values(suspended_at=clock.now()))
    session.commit()

    assert allow(dung, reset_id) == 422
    assert state_of(lan) is State.ASKED


def test_a_refusal_says_why_and_ends_it(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)
    path = f"/desk/resets/{reset_id}"
    empty = dung.submit(f"{path}/decision", {}, to=f"{path}/refusal")
    assert empty.status_code == 422
    assert "Choose why not" in empty.text

    dung.submit(f"{path}/decision", {"refusal": "not_asked"}, to=f"{path}/refusal")

    assert state_of(lan) is State.REFUSED
    page = hanh.get(path).text
    assert "The person did not ask for it" in page
    assert "Hoàng Văn Dũng refused it" in page


def test_allowing_needs_a_ground(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)
    path = f"/desk/resets/{reset_id}"

    answer = dung.submit(f"{path}/decision", {}, to=f"{path}/allowance")

    assert answer.status_code == 422
    assert "Choose how you made sure" in answer.text


def test_deciding_wants_a_fresh_code(
    app: Flask, hanh: InspectingClient, second: StaffCast, lan: Member, time: Time
) -> None:
    reset_id = ask(hanh, lan)
    client = english(app, second)
    for _minutes in range(3):
        time.pass_by(minutes=4)
        client.get("/staff/")

    assert client.get(f"/desk/resets/{reset_id}/decision").location.startswith("/staff/confirm")


def test_the_first_takes_it_back_and_nobody_else_does(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    reset_id = ask(hanh, lan)
    path = f"/desk/resets/{reset_id}"
    allow(dung, reset_id)
    assert dung.submit(path, to=f"{path}/withdrawal").status_code == 422
    assert state_of(lan) is State.ALLOWED

    assert hanh.submit(path, to=f"{path}/withdrawal").status_code == 303

    assert state_of(lan) is State.WITHDRAWN
    assert hanh.submit(path, to=f"{path}/slip").status_code == 422
    assert session.scalar(sa.select(AccountReset.slip_mac)) is None


def test_time_that_ran_out_counts_before_a_job_writes_it(
    app: Flask, hanh: InspectingClient, second: StaffCast, lan: Member, time: Time
) -> None:
    reset_id = ask(hanh, lan)
    time.pass_by(hours=24)
    client = english(app, second)

    assert "nothing to decide" in client.get(f"/desk/resets/{reset_id}/decision").text
    assert allow_directly(client, reset_id) == 422
    assert "Ran out" in client.get(f"/desk/resets/{reset_id}").text
    result = app.test_cli_runner().invoke(args=["resets", "tidy"])
    assert "1 resets ended" in result.output
    assert state_of(lan) is State.LAPSED


def test_the_list_names_what_is_under_way(
    hanh: InspectingClient, dung: InspectingClient, lan: Member
) -> None:
    assert "Nothing is under way" in hanh.get("/desk/resets").text
    reset_id = ask(hanh, lan)

    page = dung.get("/desk/resets").text

    assert f"/desk/resets/{reset_id}" in page
    assert "Hà Thị Lan" in page
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInSession)) == 0
