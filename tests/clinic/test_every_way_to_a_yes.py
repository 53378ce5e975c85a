"""Every way a yes can come, from the request to the open record, with its line in the log."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.trail import Actor
from portal.consents import code_services, services
from portal.consents.kinds import Channel, GrantedAs
from portal.consents.models import Consent
from portal.consents.sections import Section
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.notifications.sms_text import fits_one_message
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time


@pytest.fixture
def men(app: Flask) -> Member:
    member = cast.men()
    desk.lives_in(member)
    return member


@pytest.fixture
def doctor(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def quan(visitor: InspectingClient, men: Member, doctor: StaffCast) -> InspectingClient:
    return desk.at_desk(visitor, doctor)


def other_browser(app: Flask, member: StaffCast) -> InspectingClient:
    return desk.at_desk(app.test_client(), member)  # type: ignore[arg-type]


def consent() -> Consent:
    [given] = desk.stored(sa.select(Consent))
    return given


def actor_of(person: Member) -> Actor:
    return Actor(name=person.full_name, account_id=person.account_id, person_id=person.person_id)


def a_desk_code(person: Member, *sections: Section) -> str:
    code = code_services.make_desk_code(
        Owner(id=person.person_id, born=PartialDate(date(1958, 3, 12))),
        sections,
        by=actor_of(person),
        basis=Basis.SELF,
    )
    session.commit()
    assert code
    return code


def test_a_request_goes_to_the_phone_and_opens_nothing_yet(
    quan: InspectingClient, men: Member
) -> None:
    sent = desk.ask(quan, men, "visits", "medicines")

    assert sent.status_code == 303
    assert "Waiting for an answer" in quan.get(sent.location).text
    [message] = desk.messages()
    assert message.recipient == "+84900000123"
    assert message.text == (
        "Bac Si Le Minh Quan (Tram Y Te Xa Dong Sen) xin xem ho so."
        " Mo cong ho so de tra loi truoc 17:00."
    )
    assert fits_one_message(message.text)
    assert "http" not in message.text
    assert quan.get(desk.record_of(men)).status_code == 403
    [asked] = desk.lines(event=Event.ACCESS_REQUESTED)
    assert asked.person_id == men.person_id
    assert "Waiting for an answer" in desk.find(quan, men.personal_id).text


def test_the_same_form_sent_twice_is_one_request(quan: InspectingClient, men: Member) -> None:
    panel = desk.panel_of(quan, men)
    key = desk.hidden(quan.get(panel), "form_key")
    fields = {"purpose": "visit", "until": "today", "sections": "visits", "form_key": key}

    first = quan.submit(panel, fields, to=f"{panel}/ask")
    again = quan.submit(panel, fields, to=f"{panel}/ask")

    assert first.location == again.location
    assert len(desk.messages()) == 1


def test_nothing_is_ticked_beforehand(quan: InspectingClient, men: Member) -> None:
    panel = desk.panel_of(quan, men)

    page = quan.get(panel)

    assert " checked" not in page.text
    assert "…123" in page.text
    assert desk.ask(quan, men).status_code == 422


def test_a_code_read_aloud_opens_until_the_afternoon(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    sent = desk.ask(quan, men, "visits", way="/aloud", until="30")
    [message] = desk.messages()
    assert "de kham hom nay" in message.text
    assert fits_one_message(message.text)

    opened = quan.submit(
        sent.location,
        {
            "code": desk.code_in(message.text),
            "fingerprint": desk.hidden(quan.get(sent.location), "fingerprint"),
        },
        to=f"{sent.location}/aloud",
    )

    assert opened.location == desk.record_of(men)
    assert quan.get(opened.location).status_code == 200
    given = consent()
    assert given.channel is Channel.READ_ALOUD
    assert given.granted_as is GrantedAs.SELF
    assert given.granted_by_person_id == men.person_id
    assert clock.local(given.valid_until).date() == date(2026, 11, 25)  # midnight after today
    assert "bà Phạm Thị Mến" in given.wording or "Phạm Thị Mến" in given.wording
    [line] = desk.lines(event=Event.CONSENT_GRANTED)
    assert (line.section, line.staff_id) == ("share:read_aloud", doctor.staff_id)


def test_a_private_part_needs_a_phone_that_signs_in(quan: InspectingClient, men: Member) -> None:
    for way in ("/aloud", "/card", "/witness"):
        refused = desk.ask(quan, men, "visits", way=way, private="mental")
        assert refused.status_code == 422, way
        assert "Private parts can only be agreed to on the phone" in refused.text

    assert desk.ask(quan, men, "visits", private="mental").status_code == 303


def test_a_sixth_wrong_code_finds_nothing_to_guess(quan: InspectingClient, men: Member) -> None:
    sent = desk.ask(quan, men, "visits", way="/aloud")
    right = desk.code_in(desk.messages()[0].text)
    page = quan.get(sent.location)
    fields = {"fingerprint": desk.hidden(page, "fingerprint"), "code": "0000 0000"}
    for _each in range(5):
        assert quan.submit(sent.location, fields, to=f"{sent.location}/aloud").status_code == 422

    sixth = quan.submit(sent.location, fields | {"code": right}, to=f"{sent.location}/aloud")

    assert sixth.status_code == 422
    assert "The code is wrong, used or too old" in sixth.text
    assert len(desk.lines(event=Event.SHARING_CODE_FAILED)) == 6
    assert quan.get(desk.record_of(men)).status_code == 403


def test_a_code_is_over_after_a_quarter_of_an_hour(
    quan: InspectingClient, men: Member, time: Time
) -> None:
    sent = desk.ask(quan, men, "visits", way="/aloud")
    code = desk.code_in(desk.messages()[0].text)
    for _third in range(4):
        time.pass_by(minutes=4)
        page = quan.get(sent.location)

    fields = {"fingerprint": desk.hidden(page, "fingerprint"), "code": code}

    assert quan.submit(sent.location, fields, to=f"{sent.location}/aloud").status_code == 422


def test_other_words_than_those_read_are_refused(quan: InspectingClient, men: Member) -> None:
    sent = desk.ask(quan, men, "visits", way="/aloud")
    code = desk.code_in(desk.messages()[0].text)

    refused = quan.submit(
        sent.location, {"fingerprint": "0" * 64, "code": code}, to=f"{sent.location}/aloud"
    )

    assert "The words have changed" in refused.text


def test_a_paper_card_opens_four_hours_once_a_code(quan: InspectingClient, men: Member) -> None:
    card = code_services.issue_key_card(men.person_id, by=Actor(name="desk"))
    session.commit()
    sent = desk.ask(quan, men, "medicines", way="/card")
    fields = {
        "fingerprint": desk.hidden(quan.get(sent.location), "fingerprint"),
        "code": card.codes[0],
    }

    opened = quan.submit(sent.location, fields, to=f"{sent.location}/card")

    assert opened.location == desk.record_of(men)
    assert consent().channel is Channel.KEY_CARD
    assert (consent().valid_until - clock.now()).total_seconds() == 4 * 3600
    again = desk.ask(quan, men, "results", way="/card")
    fields["fingerprint"] = desk.hidden(quan.get(again.location), "fingerprint")
    assert quan.submit(again.location, fields, to=f"{again.location}/card").status_code == 422
    assert "Phạm Thị Mến" in desk.find(quan, card.card_number).text


def test_a_desk_code_opens_until_midnight_and_works_once(
    app: Flask, quan: InspectingClient, men: Member
) -> None:
    code = a_desk_code(men, Section.VISITS, Section.MENTAL)

    opened = quan.submit("/clinic/codes", {"code": f"{code[:4]} {code[4:]}".lower()})

    assert opened.location == desk.record_of(men)
    given = consent()
    assert (given.channel, given.granted_as) == (Channel.DESK_CODE, GrantedAs.SELF)
    assert clock.local(given.valid_until).date() == date(2026, 11, 25)
    thom = other_browser(app, cast.thom())
    used = thom.submit("/clinic/codes", {"code": code})
    assert used.status_code == 422
    [failed] = desk.lines(event=Event.SHARING_CODE_FAILED)
    assert failed.actor_name == "Y sĩ Vi Thị Thơm"


def test_a_shut_out_doctor_opens_nothing_with_a_code(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    services.block(men.person_id, doctor.staff_id, by=actor_of(men), basis=Basis.SELF)
    code = a_desk_code(men, Section.VISITS)

    assert quan.submit("/clinic/codes", {"code": code}).status_code == 422
    assert desk.ask(quan, men, "visits").status_code == 422
    assert quan.get(desk.record_of(men)).status_code == 403


def test_guessing_desk_codes_ends_after_ten(quan: InspectingClient, men: Member) -> None:
    for _each in range(10):
        quan.submit("/clinic/codes", {"code": "AAAA AAAA"})
    code = a_desk_code(men, Section.VISITS)

    refused = quan.submit("/clinic/codes", {"code": code})

    assert "Too many wrong codes" in refused.text
    assert len(desk.lines(event=Event.SHARING_CODE_FAILED)) == 10


def test_a_colleague_hears_the_yes_never_the_asker(
    app: Flask, quan: InspectingClient, men: Member
) -> None:
    sent = desk.ask(quan, men, "visits", way="/witness")
    request_id = sent.location[-36:]
    thom = other_browser(app, cast.thom())
    assert quan.get(f"/clinic/witness/{request_id}").status_code == 404
    assert "Phạm Thị Mến" in thom.get("/clinic/witness").text
    page = thom.get(f"/clinic/witness/{request_id}")

    heard = thom.submit(
        f"/clinic/witness/{request_id}", {"fingerprint": desk.hidden(page, "fingerprint")}
    )

    assert heard.status_code == 303
    given = consent()
    assert (given.channel, given.granted_as) == (Channel.WITNESSED, GrantedAs.WITNESSED)
    assert given.witness_id is not None
    assert (given.valid_until - clock.now()).total_seconds() == 24 * 3600
    [line] = desk.lines(event=Event.CONSENT_GRANTED)
    assert line.actor_name == "Y sĩ Vi Thị Thơm"
    assert quan.get(desk.record_of(men)).status_code == 200
    assert thom.get(desk.record_of(men)).status_code == 403


def test_a_no_before_a_witness_is_a_no(app: Flask, quan: InspectingClient, men: Member) -> None:
    sent = desk.ask(quan, men, "visits", way="/witness")
    request_id = sent.location[-36:]
    thom = other_browser(app, cast.thom())

    thom.submit(f"/clinic/witness/{request_id}", to=f"/clinic/witness/{request_id}/no")

    assert "Refused" in quan.get(sent.location).text
    assert "Refused" in desk.find(quan, men.personal_id).text
    assert quan.get(desk.record_of(men)).status_code == 403


def test_a_request_of_another_is_not_found(app: Flask, quan: InspectingClient, men: Member) -> None:
    sent = desk.ask(quan, men, "visits")
    thom = other_browser(app, cast.thom())

    assert thom.get(sent.location).status_code == 404


def test_a_withdrawn_request_can_no_longer_be_answered(quan: InspectingClient, men: Member) -> None:
    sent = desk.ask(quan, men, "visits")

    quan.submit(sent.location, to=f"{sent.location}/withdraw")

    assert "Withdrawn" in quan.get(sent.location).text


def test_a_childs_yes_is_asked_for_beside_the_mothers(app: Flask, quan: InspectingClient) -> None:
    lan = cast.lan()
    child = cast.a_person(
        "Trương Hà An", born=PartialDate(date(2016, 5, 1)), personal_id="999216000111"
    )
    cast.represents(lan, child)
    session.commit()
    sent = desk.ask(quan, child, "doses", way="/aloud")
    [message] = desk.messages()
    assert message.recipient == lan.phone
    assert "cua nguoi than" in message.text
    assert fits_one_message(message.text)
    fields = {
        "fingerprint": desk.hidden(quan.get(sent.location), "fingerprint"),
        "code": desk.code_in(message.text),
    }

    unasked = quan.submit(sent.location, fields, to=f"{sent.location}/aloud")
    asked = quan.submit(
        sent.location, fields | {"child_assented": "y"}, to=f"{sent.location}/aloud"
    )

    assert unasked.status_code == 422
    assert asked.location == desk.record_of(child)
    assert consent().granted_as is GrantedAs.REPRESENTATIVE
    assert consent().granted_by_person_id == lan.person_id
    assert consent().child_assented is True
