"""A yes by code counts only while whoever gives it may still give it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.audit.events import Basis, Event
from portal.audit.trail import Actor
from portal.consents import code_services
from portal.consents.kinds import GrantedAs
from portal.consents.models import Consent
from portal.consents.request_models import AccessRequest
from portal.consents.sections import Section
from portal.consents.services import Owner
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.people.models import Person
from portal.representation import services as representations
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.services import NewRepresentation
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk

STATION = Actor(name="station")


@pytest.fixture
def doctor(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


def a_son(mother: Member, born: date) -> Member:
    son = cast.a_person(
        "Trương Hà An", born=PartialDate(born), sex=Sex.MALE, personal_id="999208000991"
    )
    cast.represents(mother, son)
    desk.lives_in(son)
    session.commit()
    return son


def dies(person: Member) -> None:
    session.execute(
        sa.update(Person).where(Person.id == person.person_id).values(deceased_on=date(2026, 11, 1))
    )
    session.commit()


def acts_for(
    relative: Member,
    person: Member,
    kind: RepresentationKind = RepresentationKind.DELEGATE,
    until: timedelta | None = None,
) -> UUID:
    return representations.begin(
        NewRepresentation(
            person_id=person.person_id,
            representative_id=relative.person_id,
            kind=kind,
            sees=False,
            consents=True,
            pays=False,
            ends_at=clock.now() + until if until else None,
        ),
        by=STATION,
        basis=None,
    )


def reads_out(visitor: InspectingClient, request_page: str, code: str) -> TestResponse:
    fingerprint = desk.hidden(visitor.get(request_page), "fingerprint")
    fields = {"code": code, "fingerprint": fingerprint}
    return visitor.submit(request_page, fields, to=f"{request_page}/aloud")


def test_the_mother_of_an_adult_is_sent_no_code(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    son = a_son(lan, date(2008, 1, 5))
    desk.at_desk(visitor, doctor)

    refused = desk.ask(visitor, son, "visits", way="/aloud")
    asked = desk.ask(visitor, son, "visits")

    assert refused.status_code == 422
    assert "No phone on file" in refused.text
    assert asked.status_code == 303
    assert not desk.messages()


def test_the_phone_of_the_dead_is_sent_no_code(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    son = a_son(lan, date(2021, 1, 5))
    dies(lan)
    desk.at_desk(visitor, doctor)

    assert desk.ask(visitor, son, "visits", way="/aloud").status_code == 422
    assert not desk.messages()


def test_a_childs_own_phone_is_sent_no_code(visitor: InspectingClient, doctor: StaffCast) -> None:
    child = cast.a_person(
        "Trương Hà An",
        born=PartialDate(date(2014, 1, 5)),
        personal_id="999214000991",
        phone="+84900000555",
    )
    desk.lives_in(child)
    session.commit()
    desk.at_desk(visitor, doctor)

    assert desk.ask(visitor, child, "visits", way="/aloud").status_code == 422
    assert not desk.messages()


def test_a_code_sent_to_somebody_who_dies_opens_nothing(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    son = a_son(lan, date(2021, 1, 5))
    desk.at_desk(visitor, doctor)
    sent = desk.ask(visitor, son, "visits", way="/aloud")
    [message] = desk.messages()
    [asked] = desk.stored(sa.select(AccessRequest))
    assert asked.recipient_id == lan.person_id
    dies(lan)

    refused = reads_out(visitor, sent.location, desk.code_in(message.text))

    assert refused.status_code == 422
    assert "Whoever got the code may no longer agree" in refused.text
    assert not desk.stored(sa.select(Consent))


def test_the_yes_is_of_whoever_got_the_code(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    son = a_son(lan, date(2021, 1, 5))
    father = cast.hung()
    desk.at_desk(visitor, doctor)
    sent = desk.ask(visitor, son, "visits", way="/aloud")
    [message] = desk.messages()
    session.execute(
        sa.update(Representation).values(ended_at=clock.now(), ended_as=EndedAs.STATION)
    )
    acts_for(father, son, RepresentationKind.PARENT)
    session.commit()

    refused = reads_out(visitor, sent.location, desk.code_in(message.text))

    assert refused.status_code == 422
    assert not desk.stored(sa.select(Consent))


def test_a_mothers_code_opens_the_record_of_her_child(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    son = a_son(lan, date(2021, 1, 5))
    desk.at_desk(visitor, doctor)
    sent = desk.ask(visitor, son, "visits", way="/aloud")
    [message] = desk.messages()

    opened = reads_out(visitor, sent.location, desk.code_in(message.text))

    assert opened.location == desk.record_of(son)
    [given] = desk.stored(sa.select(Consent))
    assert given.granted_as is GrantedAs.REPRESENTATIVE
    assert given.granted_by_person_id == lan.person_id


def a_desk_code(person: Member, by: Member) -> str:
    code = code_services.make_desk_code(
        Owner(id=person.person_id, born=PartialDate(date(1958, 3, 12))),
        [Section.VISITS],
        by=Actor(name=by.full_name, account_id=by.account_id, person_id=by.person_id),
        basis=Basis.REPRESENTATIVE,
    )
    session.commit()
    assert code
    return code


def test_a_delegates_desk_code_dies_with_the_delegation(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    men = cast.men()
    named = acts_for(lan, men, until=timedelta(days=20))
    code = a_desk_code(men, lan)
    representations.end(named, by=STATION, ended_as=EndedAs.REPRESENTED, basis=None)
    session.commit()
    desk.at_desk(visitor, doctor)

    refused = visitor.submit("/clinic/codes", {"code": code})

    assert refused.status_code == 422
    assert not desk.stored(sa.select(Consent))
    assert len(desk.lines(event=Event.SHARING_CODE_FAILED, person_id=men.person_id)) == 1


def test_what_a_delegates_desk_code_opens_ends_with_the_delegation(
    visitor: InspectingClient, doctor: StaffCast, lan: Member
) -> None:
    men = cast.men()
    acts_for(lan, men, until=timedelta(hours=1))
    code = a_desk_code(men, lan)
    desk.at_desk(visitor, doctor)

    assert visitor.submit("/clinic/codes", {"code": code}).status_code == 303

    [given] = desk.stored(sa.select(Consent))
    assert given.valid_until == given.granted_at + timedelta(hours=1)
