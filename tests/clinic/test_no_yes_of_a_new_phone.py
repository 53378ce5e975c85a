"""While a phone is new, or whose an account is is open, nobody's yes comes from that phone."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Basis
from portal.audit.trail import Actor
from portal.consents import code_services
from portal.consents.models import Consent
from portal.consents.sections import Section
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient, a_browser
from tests.clinic import desk
from tests.conftest import Time


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    desk.lives_in(member)
    return member


@pytest.fixture
def quan(visitor: InspectingClient, men: Member) -> InspectingClient:
    return desk.at_desk(visitor, cast.quan())


def holds(person: Member, *, frozen: bool = False) -> None:
    """Let a reset have given the account another phone just now."""
    values = (
        {"frozen_at": clock.now()} if frozen else {"held_until": clock.now() + timedelta(hours=24)}
    )
    session.execute(sa.update(Account).where(Account.id == person.account_id).values(values))
    session.commit()


@pytest.mark.parametrize("frozen", [False, True], ids=["held", "frozen"])
def test_no_code_goes_to_a_new_phone(quan: InspectingClient, men: Member, frozen: bool) -> None:
    holds(men, frozen=frozen)

    refused = desk.ask(quan, men, "visits", way="/aloud", until="30")

    assert refused.status_code == 422
    assert desk.messages() == []


def test_a_code_sent_before_the_phone_changed_opens_nothing(
    quan: InspectingClient, men: Member
) -> None:
    sent = desk.ask(quan, men, "visits", way="/aloud", until="30")
    code = desk.code_in(desk.messages()[-1].text)
    page = quan.get(sent.location)
    holds(men)

    fields = {"code": code, "fingerprint": desk.hidden(page, "fingerprint")}
    refused = quan.submit(sent.location, fields, to=f"{sent.location}/aloud")

    assert refused.status_code == 422
    assert desk.stored(sa.select(Consent)) == []


def test_a_desk_code_made_before_the_phone_changed_opens_nothing(
    quan: InspectingClient, men: Member
) -> None:
    code = code_services.make_desk_code(
        Owner(id=men.person_id, born=PartialDate(date(1958, 3, 12))),
        [Section.VISITS],
        by=Actor(name=men.full_name, account_id=men.account_id, person_id=men.person_id),
        basis=Basis.SELF,
    )
    session.commit()
    assert code
    holds(men)

    assert quan.submit("/clinic/codes", {"code": code}).status_code == 422
    assert desk.stored(sa.select(Consent)) == []


def test_a_witness_stays_and_after_a_day_the_phone_counts(
    app: Flask, quan: InspectingClient, men: Member, time: Time
) -> None:
    holds(men)
    assert desk.ask(quan, men, "visits", way="/witness").status_code == 303

    time.pass_by(hours=25)
    later = desk.at_desk(a_browser(app), cast.thom())
    assert desk.ask(later, men, "visits", way="/aloud", until="30").status_code == 303
