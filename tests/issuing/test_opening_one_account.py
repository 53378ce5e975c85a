"""Where a mobile is on file, one member of staff opens the account; codes go to that phone."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, CounterCode
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.issuing import states
from portal.issuing.states import AccountState
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.notifications.models import OutboxMessage
from portal.people.kinds import Source
from portal.people.models import Phone
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient, a_browser
from tests.issuing import steps


def without_account(phone: str = "+84900000321", year: int = 1990) -> Member:
    person = cast.a_person(
        "Vi Thị Sen",
        born=PartialDate(date(year, 1, 1)),
        personal_id="999190000321",
        phone=phone,
        with_account=False,
    )
    cast.a_household(person)
    return person


def press(browser: InspectingClient, person: Member) -> int:
    return browser.submit("/desk/slips", to=f"/desk/people/{person.person_id}/account").status_code


def test_the_account_is_open_and_the_phone_on_file_is_told(app: Flask) -> None:
    sen = without_account()

    assert press(steps.at(app, cast.hanh()), sen) == 303

    assert states.state_of(sen.person_id).state is AccountState.ISSUED
    [message] = session.scalars(sa.select(OutboxMessage)).all()
    assert message.recipient == sen.phone
    assert len(message.text or "") <= 160
    assert session.scalar(sa.select(sa.func.count()).select_from(CounterCode)) == 0
    [line] = session.scalars(
        sa.select(AuditLine).where(AuditLine.event == Event.ACCOUNT_OPENED)
    ).all()
    assert (line.person_id, line.actor_name) == (sen.person_id, "Cán bộ Lò Thị Hạnh")


def test_without_a_phone_a_slip_is_needed(app: Flask) -> None:
    sen = without_account(phone="")

    assert press(steps.at(app, cast.hanh()), sen) == 422
    assert states.state_of(sen.person_id).state is AccountState.NONE


def test_a_phone_typed_in_at_the_station_does_not_count(app: Flask) -> None:
    sen = without_account()
    session.execute(sa.update(Phone).values(source=Source.STATION))

    assert press(steps.at(app, cast.hanh()), sen) == 422


def test_no_account_is_opened_twice_or_for_a_child(app: Flask) -> None:
    sen = without_account()
    browser = steps.at(app, cast.hanh())
    assert press(browser, sen) == 303
    assert press(browser, sen) == 422
    child = cast.a_person("Bé Na", born=PartialDate(date(2020, 1, 1)), personal_id="999320000001")
    session.execute(sa.delete(Account).where(Account.person_id == child.person_id))
    cast.a_household(child)
    session.commit()

    assert press(browser, child) == 422


def test_first_signing_in_makes_an_issued_account_active(app: Flask) -> None:
    lan = cast.lan()
    cast.a_household(lan)
    session.commit()
    batch = steps.ask_person(steps.at(app, cast.hanh()), lan)
    assert states.state_of(lan.person_id).state is AccountState.ISSUED
    dung = steps.at(app, cast.dung())
    steps.say(dung, batch, "allow")
    steps.make_all(app)
    page = dung.submit("/desk/slips", to=f"/desk/slips/{batch}/file").data.decode()
    code = page.split('slip-code"><b>')[1].split("</b>")[0]

    phone = a_browser(app)
    phone.submit("/sign-in", {"personal_id": lan.personal_id, "shared_phone": "y"})
    answer = phone.submit("/sign-in/code", {"code": code})

    assert answer.status_code == 303, answer.text
    assert states.state_of(lan.person_id).state is AccountState.ACTIVE
