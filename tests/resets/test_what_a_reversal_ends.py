"""A reversed reset takes back what was given from the new phone, and nothing older."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.cases.models import ServiceCase
from portal.consents import code_services
from portal.consents.models import ConsentEnd
from portal.consents.request_models import DeskCode, KeyCard
from portal.consents.sections import Section
from portal.consents.services import Owner
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.representation.models import Representation
from portal.resets.queries import Reset
from portal.resets.states import State
from portal.staff.roles import Role
from tests import cast
from tests.access.grounds import a_consent
from tests.cast import Member
from tests.client import a_browser
from tests.conftest import Time
from tests.resets.counter import english
from tests.resets.standing import a_delegate, an_allowed_reset, code_told, stands
from tests.resets.steps import activate


@pytest.fixture
def men(app: Flask) -> Member:
    person = cast.men()
    cast.a_household(person)
    return person


@pytest.fixture
def used(app: Flask, men: Member, time: Time) -> Reset:
    """Return a reset by which the phone went to a thief, a day ago."""
    reset, letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    activate(app, men, letters)
    time.pass_by(hours=25)
    return reset


def settle(app: Flask, men: Member, reset: Reset, outcome: str) -> str:
    """Stop the reset and let two others settle it; return the page that follows."""
    visitor = a_browser(app)
    token = visitor.token("/contest")
    code = code_told(men.phone)
    visitor.post("/contest/confirm", data={"csrf_token": token, "code": code})
    one, two = cast.thom(), cast.a_staff_member("bon", "Hà Văn Bốn", Role.STATION_STAFF)
    session.commit()
    first, second, path = english(app, one), english(app, two), f"/desk/resets/{reset.id}"
    said = {"outcome": outcome, "finding": "came_with_card"}
    assert first.submit(f"{path}/settling", said, to=f"{path}/proposal").status_code == 303
    answer = second.submit(f"{path}/settling", to=f"{path}/agreement")
    assert answer.status_code == 303
    return second.get(answer.location).text


def ended(consent_id: UUID) -> bool:
    found = session.get(ConsentEnd, consent_id) is not None
    session.commit()
    return found


def test_whom_the_thief_named_reads_nothing_any_more(app: Flask, men: Member, used: Reset) -> None:
    hung = cast.hung()
    a_delegate(men, hung)
    session.commit()
    friend = cast.sign_in(a_browser(app), hung)
    visits = f"/people/{men.person_id}/visits"
    assert friend.get(visits).status_code == 200

    page = settle(app, men, used, "reverse")

    assert stands(used) is State.REVERSED
    assert friend.get(visits).status_code in (403, 404)
    assert "because the new phone gave it: 1 representative" in page
    assert "1 representative" in str(session.scalars(sa.select(ServiceCase.answer)).one())


def test_what_the_thief_allowed_for_others_too_ends(app: Flask, men: Member, used: Reset) -> None:
    quan, lan, hung = cast.quan(), cast.lan(), cast.hung()
    a_delegate(men, hung)
    given = [
        a_consent(men, staff=quan),
        a_consent(men, staff=quan, given_by=hung),
        a_consent(lan, staff=quan, given_by=men),
    ]
    kept = a_consent(men, staff=quan, given_by=lan)
    session.commit()

    page = settle(app, men, used, "reverse")

    assert [ended(one) for one in given] == [True, True, True]
    assert not ended(kept)
    assert "3 permissions to see the record" in page


def test_a_card_and_a_code_of_the_thief_open_nothing(app: Flask, men: Member, used: Reset) -> None:
    thief = Actor(name=men.full_name, person_id=men.person_id, account_id=men.account_id)
    owner = Owner(id=men.person_id, born=PartialDate.of_year(1958))
    code_services.issue_key_card(men.person_id, by=Actor(name="tests"))
    code_services.make_desk_code(owner, [Section.VISITS], by=thief, basis=Basis.SELF)
    session.commit()

    page = settle(app, men, used, "reverse")

    assert "1 paper key card, 1 code for the desk" in page
    assert session.scalars(sa.select(KeyCard.replaced_at)).one() is not None
    assert session.scalars(sa.select(DeskCode.replaced_at)).one() is not None


def test_what_was_given_before_goes_on(app: Flask, men: Member, time: Time) -> None:
    hung, quan = cast.hung(), cast.quan()
    acts, allowed = a_delegate(men, hung), a_consent(men, staff=quan)
    code_services.issue_key_card(men.person_id, by=Actor(name="tests"))
    session.commit()
    time.pass_by(hours=1)
    reset, letters = an_allowed_reset(men, cast.hanh(), cast.dung())
    activate(app, men, letters)
    time.pass_by(hours=1)

    page = settle(app, men, reset, "reverse")

    assert "because the new phone gave it" not in page
    assert session.get_one(Representation, acts).ended_at is None
    assert session.scalars(sa.select(KeyCard.replaced_at)).one() is None
    assert not ended(allowed)


def test_what_the_owner_gave_on_the_new_phone_goes_on_when_it_was_theirs(
    app: Flask, men: Member, used: Reset
) -> None:
    allowed = a_consent(men, staff=cast.quan())
    session.commit()

    settle(app, men, used, "confirm")

    assert stands(used) is State.CONFIRMED
    assert not ended(allowed)
