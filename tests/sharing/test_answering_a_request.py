"""A clinician asks; the resident says yes to all, yes to some, or no; silence is no."""

from concurrent.futures import ThreadPoolExecutor
from typing import cast as typed
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access.policy import Permission
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.consents import requests
from portal.consents.kinds import Channel
from portal.consents.models import Consent, ConsentSection
from portal.consents.request_models import AccessRequest, Answer
from portal.consents.sections import Section
from portal.emergency.models import Reason
from portal.emergency.services import NewOpening, open_record
from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing import steps
from tests.sharing.steps import SEEN, Page, path


@pytest.fixture
def men(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.men()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    member = cast.quan()
    session.commit()
    return member


def answers() -> list[Answer | None]:
    return steps.read(sa.select(AccessRequest.answer))


def test_a_request_stands_first_on_the_list_and_is_answered_on_one_page(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    address = path(men, "requests", steps.asks(quan, men))
    listed = visitor.get(path(men, "sharing"))

    assert address in Page(listed.text).links
    assert steps.answer(visitor, address)[0] == 303

    [given] = steps.read(sa.select(Consent))
    assert given.channel is Channel.REQUEST
    assert given.staff_id == quan.staff_id
    assert set(steps.read(sa.select(ConsentSection.section))) == set(SEEN)
    assert answers() == [Answer.AGREED]
    assert steps.may_see(app, quan, men)
    assert address not in Page(visitor.get(path(men, "sharing")).text).links


def test_a_no_is_written_down_and_opens_nothing(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    address = path(men, "requests", steps.asks(quan, men))

    assert steps.answer(visitor, address, answer="refuse")[0] == 303

    assert answers() == [Answer.REFUSED]
    assert not steps.may_see(app, quan, men)
    events = steps.read(sa.select(AuditLine.event))
    assert events.count(Event.ACCESS_REQUEST_REFUSED) == 1
    assert "refused already" in visitor.get(address).text


def test_some_of_the_parts_can_be_allowed_and_never_others(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    address = path(men, "requests", steps.asks(quan, men)) + "/parts"
    offered = Page(visitor.get(address).text).offered("sections")
    chosen = visitor.submit(address, {"sections": ["medicines", "mental"]})

    assert offered == [part.value for part in SEEN]
    assert steps.answer(visitor, chosen.location)[0] == 303
    assert steps.read(sa.select(ConsentSection.section)) == [Section.MEDICINES]
    assert not steps.may_see(app, quan, men)
    assert steps.may_see(app, quan, men, Permission.SEE_MEDICINES)


def test_silence_is_a_no(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    address = path(men, "requests", steps.asks(quan, men, hours=0.1))
    page = Page(visitor.get(address).text)
    late = {
        "csrf_token": page.hidden("csrf_token"),
        "fingerprint": page.hidden("fingerprint"),
        "answer": "agree",
    }
    time.pass_by(minutes=7)

    answered = visitor.post(_target(page), data=late)

    assert answered.location == address
    assert "The time for an answer is over" in visitor.get(address).text
    assert steps.read(sa.select(Consent)) == []
    assert not steps.may_see(app, quan, men)
    assert address not in Page(visitor.get(path(men, "sharing")).text).links


def _target(page: Page) -> str:
    return next(action for action in page.forms if "/answer/" in action)


def test_a_request_taken_back_can_no_longer_be_answered(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    request_id = steps.asks(quan, men)
    address = path(men, "requests", request_id)
    page = Page(visitor.get(address).text)
    requests.withdraw(request_id, by=steps.acting(quan))
    session.commit()

    answered = visitor.post(
        _target(page),
        data={
            "csrf_token": page.hidden("csrf_token"),
            "fingerprint": page.hidden("fingerprint"),
            "answer": "agree",
        },
    )

    assert answered.location == address
    assert "has withdrawn" in visitor.get(address).text
    assert steps.read(sa.select(Consent)) == []


def test_of_two_browsers_that_answer_at_once_one_counts(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    page = Page(visitor.get(path(men, "requests", steps.asks(quan, men))).text)
    target, token = _target(page), page.hidden("csrf_token")
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.get_cookie(name)
    assert cookie is not None

    def press(words: str) -> int:
        browser = app.test_client()
        browser.set_cookie("sid", f"token of {men.personal_id}")
        browser.set_cookie(name, cookie.value)
        browser.set_cookie("language", "en")
        fields = {"csrf_token": token, "fingerprint": page.hidden("fingerprint")}
        return browser.post(target, data=fields | {"answer": words}).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(press, ["agree", "refuse", "agree", "refuse"]))

    assert codes == [303] * 4
    [answer] = answers()
    given = steps.read(sa.select(Consent))
    refused = steps.read(
        sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REQUEST_REFUSED)
    )
    assert (len(given), len(refused)) == ((1, 0) if answer is Answer.AGREED else (0, 1))


def test_a_request_about_another_record_is_not_found(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    lan = cast.lan()
    session.commit()
    request_id = steps.asks(quan, lan)

    assert visitor.get(path(men, "requests", request_id)).status_code == 404
    assert visitor.get(path(men, "requests", uuid4())).status_code == 404


def test_a_request_for_one_part_offers_no_choice_of_parts(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    address = path(men, "requests", steps.asks(quan, men, Section.RESULTS))

    page = visitor.get(address).text

    assert "Only share some parts" not in page
    assert "Agree to 1 part" in page


def test_the_page_says_until_when_an_answer_counts(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    page = visitor.get(path(men, "requests", steps.asks(quan, men, hours=8))).text

    assert "No answer before 17:00 counts as no" in page
    assert "Until 17:00 today" in page


def test_agreeing_to_a_request_needs_a_fresh_proof(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    address = path(men, "requests", steps.asks(quan, men))
    time.pass_by(minutes=9, seconds=50)
    visitor.get("/home")
    time.pass_by(minutes=1)

    status, where = steps.answer(visitor, address)

    assert status == 303
    assert where.startswith("/confirm?to=")
    assert answers() == [None]
    assert steps.answer(visitor, address, answer="refuse")[1] == path(men, "sharing")
    assert answers() == [Answer.REFUSED]


def test_whoever_is_shut_out_waits_for_no_answer(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    address = path(men, "requests", steps.asks(quan, men))
    steps.answer(visitor, path(men, "requests", steps.asks(quan, men, Section.DOSES)))
    shut = path(men, "blocked", quan.staff_id)

    assert visitor.submit(shut).status_code == 303

    assert sorted(str(one) for one in answers()) == ["agreed", "refused"]
    assert "refused already" in visitor.get(address).text
    assert not steps.may_see(app, quan, men, Permission.SEE_DOSES)
    listed = Page(visitor.get(path(men, "sharing")).text)
    assert f"{shut}/lift" in listed.links
    new = visitor.get(path(men, "sharing", "new"), query_string={"name": "Quan"})
    assert "Nobody found" in new.text


def test_an_emergency_opening_stands_on_the_list_while_it_runs(
    visitor: InspectingClient, men: Member, quan: StaffCast, statements: list[str]
) -> None:
    new = NewOpening(
        person_id=men.person_id,
        reason=Reason.UNCONSCIOUS,
        explanation="Ngất ở chợ, không gọi được ai",
    )
    open_record(new, by=steps.acting(quan))
    session.commit()
    statements.clear()

    running = visitor.get(path(men, "sharing")).text
    asked = len(statements)
    visitor.submit(path(men, "blocked", quan.staff_id))
    shut = visitor.get(path(men, "sharing")).text

    assert "Unconscious" in running
    assert "13:00 today" in running
    assert "No clinician may see" not in running
    assert asked <= 8
    assert "Unconscious" not in shut


def test_letting_somebody_ask_again_opens_nothing(
    app: Flask, visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    steps.answer(visitor, path(men, "requests", steps.asks(quan, men)))
    shut = path(men, "blocked", quan.staff_id)
    visitor.submit(shut)

    assert visitor.submit(f"{shut}/lift").status_code == 303

    assert not steps.may_see(app, quan, men)
    assert f"{shut}/lift" not in Page(visitor.get(path(men, "sharing")).text).links


def test_nobody_else_is_asked(app: Flask, men: Member, quan: StaffCast) -> None:
    address = path(men, "requests", steps.asks(quan, men))
    stranger = typed(InspectingClient, app.test_client())
    cast.sign_in(stranger, cast.hung())

    assert stranger.get(address).status_code == 404
