"""The page of a resident: who it is and how the account stands, and no health fact."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.audit.events import Basis, Event
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from portal.staff.models import StaffMember
from tests import cast
from tests.access.grounds import delegates
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic.desk import lines, messages
from tests.desk import counter

HOURS = timedelta(hours=5)


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def lan(app: Flask, men: Member) -> Member:
    member = cast.lan()
    cast.a_household(men, member)
    return member


@pytest.fixture
def hanh(app: Flask, lan: Member) -> InspectingClient:
    return counter.at_the_desk(app, cast.hanh())


def test_it_says_who_they_are_by_ends_of_numbers_only(hanh: InspectingClient, men: Member) -> None:
    page = hanh.get(counter.page_of(men)).text

    assert "Phạm Thị Mến" in page
    assert "born 1958, female, " in page
    assert "…067 · phone …123" in page
    assert men.personal_id not in page
    assert "900000123" not in page


def test_it_names_the_household_and_who_acts_for_whom(
    hanh: InspectingClient, men: Member, lan: Member
) -> None:
    delegates(men, lan)
    session.commit()

    hers, daughters = (hanh.get(counter.page_of(one)).text for one in (men, lan))

    assert counter.page_of(lan) in hers
    assert "Named by the person, until" in hers
    assert "Nobody acts for this person" in daughters
    assert "Acts for" in daughters


def test_every_opening_leaves_its_line(hanh: InspectingClient, men: Member) -> None:
    hanh.get(counter.page_of(men))

    [line] = lines(event=Event.DESK_SEEN)
    assert (line.person_id, line.section, line.basis) == (men.person_id, "account", Basis.DESK)
    assert line.actor_name == "Cán bộ Lò Thị Hạnh"


def test_the_desk_of_another_commune_is_refused_and_that_is_written_down(
    app: Flask, men: Member, lan: Member
) -> None:
    elsewhere = counter.at_the_desk(app, cast.elsewhere())

    for path in (counter.page_of(men), f"{counter.page_of(men)}/key-card"):
        assert elsewhere.get(path).status_code == 403
    refused = lines(event=Event.ACCESS_REFUSED, permitted=False)
    assert {line.person_id for line in refused} == {men.person_id}


def test_a_clinician_has_no_page_at_the_desk(app: Flask, men: Member, lan: Member) -> None:
    quan = counter.at_the_desk(app, cast.quan())

    assert quan.get(counter.page_of(men)).status_code in (403, 404)
    assert quan.get("/desk/").status_code in (403, 404)


def test_a_hold_and_a_stopped_reset_are_told(hanh: InspectingClient, men: Member) -> None:
    _account(men, held_until=clock.now() + HOURS)
    assert "it only views" in hanh.get(counter.page_of(men)).text

    _account(men, frozen_at=clock.now())
    page = hanh.get(counter.page_of(men)).text
    assert "was not asked for" in page
    assert "Locked" in page


def test_for_the_dead_nothing_but_the_register_is_left(hanh: InspectingClient, men: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == men.person_id).values(deceased_on=clock.today())
    )
    session.commit()

    page = hanh.get(counter.page_of(men)).text

    assert "This person has died" in page
    assert "key-card" not in page
    assert "representatives" not in page.replace('id="representatives"', "").replace(
        'aria-labelledby="representatives"', ""
    )


def test_a_key_card_is_printed_after_a_look_at_the_identity_card(
    hanh: InspectingClient, men: Member
) -> None:
    path = f"{counter.page_of(men)}/key-card"

    unseen = hanh.submit(path)
    printed = hanh.submit(path, {"seen": "y"})

    assert unseen.status_code == 422
    assert "Compare the card first" in unseen.text
    assert printed.mimetype == "application/pdf"
    assert printed.data.startswith(b"%PDF")
    [line] = lines(event=Event.KEY_CARD_ISSUED)
    assert line.person_id == men.person_id
    assert [message.recipient for message in messages()] == ["+84900000123"]


def test_no_key_card_while_it_is_open_whose_the_account_is(
    hanh: InspectingClient, men: Member
) -> None:
    for values in ({"held_until": clock.now() + HOURS}, {"frozen_at": clock.now()}):
        _account(men, **values)
        assert _print(hanh, men).status_code == 422
    assert not lines(event=Event.KEY_CARD_ISSUED)


def test_nobody_prints_a_card_for_their_own_household(
    app: Flask, hanh: InspectingClient, men: Member, lan: Member
) -> None:
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.staff_name == "hanh")
        .values(person_id=lan.person_id)
    )
    session.commit()

    assert "a colleague must do this" in _print(hanh, men).text
    assert not lines(event=Event.KEY_CARD_ISSUED)


def _print(hanh: InspectingClient, member: Member) -> TestResponse:
    return hanh.submit(f"{counter.page_of(member)}/key-card", {"seen": "y"})


def _account(member: Member, **values: datetime) -> None:
    session.execute(
        sa.update(Account).where(Account.person_id == member.person_id).values(**values)
    )
    session.commit()
