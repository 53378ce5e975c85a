"""The second yes of a naming comes from no kin, no delegate and no account of one hand."""

from datetime import date

import pytest
from flask import Flask

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.staff.roles import Role
from tests import cast
from tests.access.grounds import delegates
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic.desk import code_in, messages
from tests.desk import counter
from tests.desk.counter import naming, page_of, wish_for
from tests.staff import hands


@pytest.fixture
def kin(app: Flask, lan: Member) -> InspectingClient:
    """Sit the representative to be at the counter."""
    member = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    return counter.at_the_desk(app, member)


def test_the_representative_to_be_types_no_code(
    hanh: InspectingClient, kin: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)

    refused = kin.submit(at, {"code": code_in(messages()[-1].text)}, to=f"{at}/code")

    assert refused.status_code == 422
    assert "a colleague must do this" in refused.text
    assert not counter.representations()


def test_who_reads_the_persons_phone_too_types_no_code(
    app: Flask, hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    reader = cast.a_person(
        "Hà Thị Kề", born=PartialDate(date(1980, 1, 1)), phone=dieu.phone, with_account=False
    )
    cast.a_household(reader)
    member = cast.a_staff_member("ke", reader.full_name, Role.STATION_STAFF, person=reader)
    session.commit()
    at = naming(hanh, dieu, lan)

    refused = counter.at_the_desk(app, member).submit(
        at, {"code": code_in(messages()[-1].text)}, to=f"{at}/code"
    )

    assert refused.status_code == 422
    assert not counter.representations()


def test_what_was_taken_down_by_somebody_who_left_is_taken_down_anew(
    app: Flask, dung: InspectingClient, dieu: Member, lan: Member
) -> None:
    asker = cast.thom()
    at = naming(counter.at_the_desk(app, asker), dieu, lan)
    code = code_in(messages()[-1].text)
    hands.leaves(asker)

    assert dung.submit(at, {"code": code}, to=f"{at}/code").status_code == 422
    assert not counter.representations()


def test_who_opened_the_askers_account_does_not_agree(
    app: Flask, dieu: Member, lan: Member
) -> None:
    asker, second = cast.thom(), cast.dung()
    hands.opens(second, asker)
    first = counter.at_the_desk(app, asker)
    at = naming(first, dieu, lan)
    first.submit(at, to=f"{at}/colleague")

    assert counter.at_the_desk(app, second).submit(f"{at}/second").status_code == 422
    assert not counter.representations()


def test_who_acts_for_somebody_takes_nothing_down_for_them(
    app: Flask, hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    delegates(dieu, hung)
    member = cast.a_staff_member("hung", hung.full_name, Role.STATION_STAFF, person=hung)
    near = counter.at_the_desk(app, member)
    path = f"{page_of(dieu)}/representatives"

    assert near.submit(path, wish_for(lan)).status_code == 422
    assert near.submit(f"{page_of(dieu)}/key-card", {"seen": "y"}).status_code == 422


def test_a_namesake_without_an_entry_does_nothing_for_that_name(app: Flask, dieu: Member) -> None:
    namesake = cast.a_staff_member("dieu", "ĐẶNG THỊ ĐIỀU", Role.STATION_STAFF)
    session.commit()
    near = counter.at_the_desk(app, namesake)

    assert near.submit(f"{page_of(dieu)}/key-card", {"seen": "y"}).status_code == 422
