"""Sharing a child's record: the representative decides, and from 7 on the child too."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.consents.kinds import GrantedAs
from portal.consents.models import Consent
from portal.consents.request_models import DeskCode
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex
from portal.representation.models import Representation
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.sharing import steps
from tests.sharing.steps import Page, path


@pytest.fixture
def lan(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.lan()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def a_child(mother: Member, born: PartialDate, personal_id: str = "") -> Member:
    child = cast.a_person("Trương Hà An", born=born, sex=Sex.MALE, personal_id=personal_id)
    cast.represents(mother, child)
    session.commit()
    return child


EIGHT = PartialDate(date(2018, 5, 4))


def consents() -> list[Consent]:
    return steps.read(sa.select(Consent))


def test_a_mother_shares_her_babys_record_alone(
    visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    baby = a_child(lan, PartialDate(date(2026, 6, 20)))
    check = steps.to_check(visitor, baby, ha)

    assert Page(visitor.get(check).text).offered("child_assented") == []
    assert steps.answer(visitor, check)[0] == 303
    [given] = consents()
    assert given.granted_as is GrantedAs.REPRESENTATIVE
    assert given.child_assented is None


def test_a_child_of_eight_is_asked_too(
    visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    child = a_child(lan, EIGHT)
    check = steps.to_check(visitor, child, ha)
    box = [
        one for one in Page(visitor.get(check).text).inputs if one.get("name") == "child_assented"
    ]

    status, text = steps.answer(visitor, check)

    assert len(box) == 1
    assert "checked" not in box[0]
    assert status == 422
    assert "From 7 on, the child must be asked" in text
    assert consents() == []
    assert steps.answer(visitor, check, child_assented="y")[0] == 303
    assert [given.child_assented for given in consents()] == [True]


def test_a_request_about_a_child_of_eight_stays_open_until_the_child_was_asked(
    visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    child = a_child(lan, EIGHT)
    address = path(child, "requests", steps.asks(ha, child))

    assert steps.answer(visitor, address)[0] == 422
    assert consents() == []
    assert steps.answer(visitor, address, child_assented="y")[0] == 303
    assert len(consents()) == 1


def test_a_code_for_a_child_of_eight_needs_the_childs_yes(
    visitor: InspectingClient, lan: Member
) -> None:
    address = path(a_child(lan, EIGHT), "sharing", "code")

    assert visitor.submit(address, {"sections": ["visits"]}).status_code == 422
    assert steps.read(sa.select(DeskCode)) == []


def test_a_consent_ends_on_the_seventh_birthday(
    visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    child = a_child(lan, PartialDate(date(2019, 12, 5)))

    steps.answer(visitor, steps.to_check(visitor, child, ha, duration="90"))

    [given] = consents()
    assert given.valid_until.isoformat() == "2026-12-04T17:00:00+00:00"


def test_a_young_person_cannot_share_alone_but_can_say_no_and_stop(
    app: Flask, visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    young = a_child(lan, PartialDate(date(2010, 2, 3)), personal_id="999210000321")
    check = steps.to_check(visitor, young, ha)
    steps.answer(visitor, check, child_assented="y")
    [given] = consents()
    own = steps.in_english(cast.sign_in(visitor, young))
    request_id = steps.asks(ha, young)

    page = own.get(path(young, "requests", request_id)).text
    status, _text = steps.answer(own, path(young, "requests", request_id))
    token = own.token(path(young, "sharing"))
    stopped = own.post(path(young, "sharing", given.id, "stop"), data={"csrf_token": token})

    assert "the representative must say yes too" in page
    assert status == 422
    assert steps.answer(own, path(young, "requests", request_id), answer="refuse")[0] == 303
    assert stopped.status_code == 303
    assert not steps.may_see(app, ha, young)


def test_a_representative_who_may_only_look_changes_nothing(
    visitor: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    baby = a_child(lan, PartialDate(date(2026, 6, 20)))
    request_id = steps.asks(ha, baby)
    session.execute(sa.update(Representation).values(consents=False))
    session.commit()

    listed = visitor.get(path(baby, "sharing"))

    assert listed.status_code == 200
    assert path(baby, "requests", request_id) not in Page(listed.text).links
    for rest in ("sharing/new", "sharing/code", f"requests/{request_id}", f"blocked/{ha.staff_id}"):
        assert visitor.get(path(baby, rest)).status_code == 404, rest
