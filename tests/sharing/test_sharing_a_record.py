"""A resident shares a record in four pages, and stops it in one tap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import cast as typed

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.consents.kinds import Channel, EndReason, GrantedAs
from portal.consents.models import Consent, ConsentEnd, ConsentSection
from portal.consents.sections import Section
from portal.kernel.db import session
from portal.sharing import words
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
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def consents() -> list[Consent]:
    return steps.read(sa.select(Consent).order_by(Consent.granted_at))


def lines(event: Event) -> list[AuditLine]:
    return steps.read(sa.select(AuditLine).where(AuditLine.event == event))


def stop(visitor: InspectingClient, person: Member) -> None:
    [given] = consents()
    token = visitor.token(path(person, "sharing", "new"))
    stopped = visitor.post(path(person, "sharing", given.id, "stop"), data={"csrf_token": token})
    assert stopped.status_code == 303


def test_a_record_is_shared_in_four_pages_and_the_words_are_kept(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    status, where = steps.answer(visitor, steps.to_check(visitor, men, ha))

    assert (status, where) == (303, path(men, "sharing"))
    [given] = consents()
    assert given.staff_id == ha.staff_id
    assert given.channel is Channel.PHONE
    assert given.granted_as is GrantedAs.SELF
    assert given.valid_until.date() == date(2026, 11, 30)  # 17:00 UTC is midnight in Viet Nam
    assert "Nguyễn Thu Hà" in given.wording
    assert "30 Nov 2026" in given.wording
    assert set(steps.read(sa.select(ConsentSection.section))) == set(SEEN)
    [line] = lines(Event.CONSENT_GRANTED)
    assert line.basis is Basis.SELF
    assert line.object_ref == f"consent:{given.id}"
    assert steps.may_see(app, ha, men)


def test_nothing_is_chosen_beforehand_on_any_page(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    quan = cast.quan()
    request_id = steps.asks(quan, men)
    parts = steps.to_parts(visitor, men, ha)
    time = visitor.submit(parts, {"sections": [part.value for part in SEEN]}).location
    pages = [
        path(men, "sharing", "new"),
        parts,
        time,
        steps.to_check(visitor, men, ha),
        path(men, "sharing", "code"),
        path(men, "requests", request_id),
        path(men, "requests", request_id, "parts"),
    ]

    for address in pages:
        shown = visitor.get(address)
        assert shown.status_code == 200
        assert Page(shown.text).ticked == [], address


def test_agreeing_and_refusing_look_alike(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    request_id = steps.asks(cast.quan(), men)

    for address in (steps.to_check(visitor, men, ha), path(men, "requests", request_id)):
        both = [one for one in Page(visitor.get(address).text).buttons if one.get("name")]
        assert [one["value"] for one in both] == ["agree", "refuse"]
        assert both[0]["class"] == both[1]["class"] == "button"


def test_the_address_of_a_page_tells_nothing(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    address = steps.to_check(visitor, men, ha, sections=(Section.REPRODUCTIVE, Section.MENTAL))

    assert str(ha.staff_id) not in address
    assert "reproductive" not in address
    assert "mental" not in address


def test_the_address_opens_for_nobody_else_and_for_no_other_record(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    address = steps.to_check(visitor, men, ha)
    lan = cast.lan()
    other = steps.in_english(cast.sign_in(typed(InspectingClient, app.test_client()), lan))
    moved = address.replace(str(men.person_id), str(lan.person_id))

    assert other.get(moved).status_code == 404
    assert other.get(address).status_code == 404
    assert visitor.get(address[:-20] + "A" * 14 + "/check").status_code == 404


def test_sending_the_yes_twice_is_one_consent(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, men, ha)

    assert steps.answer(visitor, check)[0] == 303
    assert steps.answer(visitor, check)[0] == 303

    assert len(consents()) == 1


def test_an_old_page_revives_nothing_that_was_stopped(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, men, ha)
    steps.answer(visitor, check)
    stop(visitor, men)

    status, text = steps.answer(visitor, check)

    assert status == 422
    assert "Begin again" in text
    assert len(consents()) == 1


def test_going_back_to_choose_more_is_another_consent(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    parts = steps.to_parts(visitor, men, ha)
    for chosen in (["visits"], ["visits", "doses"]):
        time = visitor.submit(parts, {"sections": chosen}).location
        check = visitor.submit(time, {"duration": "7", "purpose": "visit"}).location
        assert steps.answer(visitor, check)[0] == 303

    assert len(consents()) == 2
    assert Section.DOSES in steps.read(sa.select(ConsentSection.section))


def test_a_no_leaves_nothing_behind(visitor: InspectingClient, men: Member, ha: StaffCast) -> None:
    check = steps.to_check(visitor, men, ha)

    assert steps.answer(visitor, check, answer="refuse")[0] == 303
    assert steps.answer(visitor, check, answer="")[0] == 303

    assert consents() == []


def test_other_words_than_those_shown_are_not_agreed_to(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    check = steps.to_check(visitor, men, ha)
    page = Page(visitor.get(check).text)
    time.pass_by(minutes=9)
    changed = page.hidden("fingerprint")[::-1]

    status, text = steps.answer(visitor, check, fingerprint=changed)

    assert status == 422
    assert "The words have changed" in text
    assert consents() == []


def test_agreeing_needs_a_fresh_proof_and_refusing_does_not(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    check = steps.to_check(visitor, men, ha)
    token = visitor.token(check)
    time.pass_by(minutes=9, seconds=50)
    visitor.get("/home")
    time.pass_by(minutes=1)

    shown = visitor.get(check)
    agreed = visitor.post(check, data={"csrf_token": token, "answer": "agree"})
    refused = visitor.post(check, data={"csrf_token": token, "answer": "refuse"})

    assert shown.status_code == agreed.status_code == 303
    assert shown.location.startswith("/confirm?to=")
    assert agreed.location == shown.location
    assert refused.location == path(men, "sharing")
    assert consents() == []


def test_at_least_one_part_and_one_time_must_be_chosen(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    parts = steps.to_parts(visitor, men, ha)
    nothing = visitor.submit(parts, {})
    time = visitor.submit(parts, {"sections": ["visits", "everything"]}).location
    neither = visitor.submit(time, {"duration": "9999"})

    assert nothing.status_code == neither.status_code == 422
    assert "Choose at least one part" in nothing.text
    assert "Choose what it is for" in neither.text


def test_a_whole_facility_can_be_allowed(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    page = visitor.get(path(men, "sharing", "new"), query_string={"place": cast.HOSPITAL})
    parts = [link for link in Page(page.text).links if link.endswith("/parts")]
    time = visitor.submit(parts[-1], {"sections": ["visits"]}).location
    check = visitor.submit(time, {"duration": "today", "purpose": "visit"}).location

    assert steps.answer(visitor, check)[0] == 303

    [given] = consents()
    assert given.facility_code == cast.HOSPITAL
    assert given.staff_id is None
    assert steps.may_see(app, ha, men)


def test_stopping_is_one_tap_and_holds_at_the_next_click(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha))
    assert steps.may_see(app, ha, men)

    stop(visitor, men)
    stop(visitor, men)

    assert not steps.may_see(app, ha, men)
    assert steps.read(sa.select(ConsentEnd.reason)) == [EndReason.STOPPED]
    assert "Nguyễn Thu Hà" in visitor.get(path(men, "sharing", "over")).text


@pytest.mark.parametrize(("duration", "days"), [("today", 1), ("7", 7), ("30", 30)])
def test_a_consent_runs_out_by_the_clock(
    app: Flask,
    visitor: InspectingClient,
    men: Member,
    ha: StaffCast,
    time: Time,
    duration: str,
    days: int,
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha, duration=duration))
    time.pass_by(days=days - 1, hours=14, minutes=59)
    before = steps.may_see(app, ha, men)
    time.pass_by(minutes=1)

    assert before
    assert not steps.may_see(app, ha, men)


def test_the_list_costs_few_statements_and_shows_what_is_left(
    visitor: InspectingClient, men: Member, ha: StaffCast, statements: list[str]
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha))
    statements.clear()

    page = visitor.get(path(men, "sharing"))

    assert len(statements) <= 8
    assert "30 Nov 2026" in page.text
    assert "7 days left" in page.text


def test_every_page_keeps_to_its_statements(
    visitor: InspectingClient, men: Member, ha: StaffCast, statements: list[str]
) -> None:
    request_id = steps.asks(cast.quan(), men)
    parts = steps.to_parts(visitor, men, ha)
    check = steps.to_check(visitor, men, ha)

    for address in (
        path(men, "sharing", "over"),
        path(men, "sharing", "new"),
        parts,
        check,
        path(men, "sharing", "code"),
        path(men, "requests", request_id),
        path(men, "blocked", ha.staff_id),
    ):
        statements.clear()
        visitor.get(address)
        assert len(statements) <= 6, address


def test_two_browsers_that_agree_at_once_make_one_consent(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, men, ha)
    page = Page(visitor.get(check).text)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.get_cookie(name)
    assert cookie is not None

    def press(_time: int) -> int:
        browser = app.test_client()
        browser.set_cookie("sid", f"token of {men.personal_id}")
        browser.set_cookie(name, cookie.value)
        browser.set_cookie("language", "en")
        fields = {
            "csrf_token": page.hidden("csrf_token"),
            "fingerprint": page.hidden("fingerprint"),
            "answer": "agree",
        }
        return browser.post(check, data=fields).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(press, range(4)))

    assert codes == [303] * 4
    assert len(consents()) == 1
    assert len(lines(Event.CONSENT_GRANTED)) == 1


def test_many_consents_cost_no_more_statements_than_one(
    visitor: InspectingClient, men: Member, ha: StaffCast, statements: list[str]
) -> None:
    counts = []
    for more in (1, 12):
        for _ in range(more):
            steps.answer(visitor, path(men, "requests", steps.asks(ha, men)))
        statements.clear()
        visitor.get(path(men, "sharing"))
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 8


def test_a_clinician_is_found_without_accents_and_strangers_to_the_work_are_not(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    cast.sy()
    cast.thom()
    session.commit()
    new = path(men, "sharing", "new")

    found = visitor.get(new, query_string={"name": "vi thom"})
    auditor = visitor.get(new, query_string={"name": "Sỹ"})
    first = visitor.get(new).text

    assert "Vi Thị Thơm" in found.text
    assert "Nobody found" in auditor.text
    assert first.index("Vi Thị Thơm") < first.index("Bệnh viện đa khoa Sen Hồ")


def test_people_met_before_stand_first(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    cast.thom()
    session.commit()
    steps.answer(visitor, path(men, "requests", steps.asks(ha, men)), answer="refuse")
    visitor.get(path(men, "sharing"))  # the sentence about the answer is read

    page = visitor.get(path(men, "sharing", "new")).text

    assert page.index("Met before") < page.index("Nguyễn Thu Hà") < page.index("Vi Thị Thơm")


def test_an_end_is_the_last_day_that_still_holds(app: Flask) -> None:
    midnight = datetime(2026, 11, 24, 17, tzinfo=UTC)

    assert words.last_day(midnight) == date(2026, 11, 24)
    assert words.ends_with_a_day(midnight)
    assert words.deadline(midnight) == "24:00"
    assert words.deadline(midnight - timedelta(hours=7)) == "17:00"
