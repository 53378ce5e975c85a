"""A representative is named at the counter by two yeses, neither of them the asker's alone."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.accounts.models import Account
from portal.audit.events import Basis, Event
from portal.kernel import clock
from portal.kernel.clock import local
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate, add_months
from portal.people.models import Phone
from portal.representation.models import RepresentationKind
from portal.staff.models import StaffMember
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.clinic.desk import code_in, lines, messages
from tests.conftest import Time
from tests.desk import counter
from tests.desk.counter import naming


def read_out(browser: InspectingClient, at: str, code: str) -> int:
    return browser.submit(at, {"code": code}, to=f"{at}/code").status_code


def test_the_code_from_her_own_phone_begins_it(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    assert not counter.representations()
    [sent] = messages()
    assert sent.recipient == dieu.phone
    assert len(sent.text) <= 160

    assert read_out(hanh, at, code_in(sent.text)) == 303

    [begun] = counter.representations()
    assert (begun.person_id, begun.representative_id) == (dieu.person_id, lan.person_id)
    assert (begun.sees, begun.consents, begun.pays) == (True, False, False)
    assert begun.kind is RepresentationKind.DELEGATE
    assert begun.ends_at
    assert local(begun.ends_at).date() == add_months(clock.today(), 6)
    assert begun.evidence == (
        "both present, cards compared; code read out from the person's own phone"
    )
    assert begun.registered_by == "Cán bộ Lò Thị Hạnh"
    told = [message.recipient for message in messages()[1:]]
    assert sorted(told) == sorted([dieu.phone, lan.phone])


def test_asking_and_beginning_are_in_the_log(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    at = naming(hanh, dieu, lan)
    read_out(hanh, at, "00000000")
    read_out(hanh, at, code_in(messages()[0].text))

    asked, wrong = lines(event=Event.REPRESENTATION_ASKED)
    [begun] = lines(event=Event.REPRESENTATION_STARTED)
    assert asked.object_ref == wrong.object_ref == f"naming:{at[-36:]}"
    assert (asked.permitted, wrong.permitted, wrong.section) == (True, False, "code")
    assert {line.basis for line in (asked, wrong, begun)} == {Basis.DESK}
    assert {line.person_id for line in (asked, wrong, begun)} == {dieu.person_id}
    looks = lines(event=Event.DESK_SEEN, section="counter")
    assert {line.actor_name for line in looks} == {"Cán bộ Lò Thị Hạnh"}


def test_a_code_dies_after_five_tries_and_after_a_quarter_of_an_hour(
    hanh: InspectingClient, dieu: Member, lan: Member, time: Time
) -> None:
    at = naming(hanh, dieu, lan)
    code = code_in(messages()[0].text)
    for _each in range(5):
        assert read_out(hanh, at, "00000000") == 422
    token = hanh.token(at)
    assert hanh.post(f"{at}/code", data={"csrf_token": token, "code": code}).status_code == 422
    assert "wrong five times" in hanh.get(at).text

    later = naming(hanh, dieu, lan)
    code = code_in(messages()[-1].text)
    token = hanh.token(later)
    for _each in range(4):
        time.pass_by(minutes=4)
        hanh.get("/desk/")
    assert hanh.post(f"{later}/code", data={"csrf_token": token, "code": code}).status_code == 422
    assert not counter.representations()


def test_the_code_of_one_naming_is_worthless_for_another(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    naming(hanh, dieu, lan)
    second = naming(hanh, dieu, lan)

    assert read_out(hanh, second, code_in(messages()[0].text)) == 422
    assert read_out(hanh, second, code_in(messages()[1].text)) == 303


def test_a_phone_shared_with_the_representative_gets_no_code(
    hanh: InspectingClient, lan: Member
) -> None:
    men = cast.men()  # her number is Lan's
    cast.a_household(men)
    session.commit()

    at = naming(hanh, men, lan)

    assert not messages()
    assert "Waits for a colleague" in hanh.get(at).text
    assert read_out(hanh, f"{at}", "00000000") == 422


def test_a_number_of_the_asker_gets_no_code(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    clerk = cast.hung()
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.staff_name == "hanh")
        .values(person_id=clerk.person_id)
    )
    session.execute(
        sa.update(Phone)
        .where(Phone.person_id == clerk.person_id)
        .values(
            number_index=sa.select(Phone.number_index)
            .where(Phone.person_id == dieu.person_id)
            .scalar_subquery()
        )
    )
    session.commit()

    naming(hanh, dieu, lan)

    assert not messages()


@pytest.mark.parametrize("who", ["person", "representative"])
def test_the_asker_is_no_relative(
    hanh: InspectingClient, dieu: Member, lan: Member, who: str
) -> None:
    relative = {"person": dieu, "representative": lan}[who]
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.staff_name == "hanh")
        .values(person_id=counter.housemate(relative).person_id)
    )
    session.commit()

    refused = counter.name(hanh, dieu, lan)

    assert refused.status_code == 422
    assert "a colleague must do this" in refused.text


def test_staff_without_an_entry_do_not_name_their_own_name(
    hanh: InspectingClient, dieu: Member
) -> None:
    herself = cast.a_person(
        "Lò Thị Hạnh", born=PartialDate(date(1990, 1, 1)), personal_id="999190000001"
    )
    session.commit()

    assert "a colleague must do this" in counter.name(hanh, dieu, herself).text


@pytest.mark.parametrize("column", ["held_until", "frozen_at", "suspended_at"])
def test_nobody_is_named_while_the_account_is_unsettled(
    hanh: InspectingClient, dieu: Member, lan: Member, column: str
) -> None:
    at = naming(hanh, dieu, lan)
    session.execute(
        sa.update(Account)
        .where(Account.person_id == dieu.person_id)
        .values({column: clock.now().replace(year=2027)})
    )
    session.commit()

    assert read_out(hanh, at, code_in(messages()[0].text)) == 422
    assert counter.name(hanh, dieu, lan).status_code == 422
    assert not counter.representations()


def test_a_wrong_number_and_a_wrong_name_sound_the_same_and_are_counted(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    session.commit()
    said = {
        counter.name(hanh, dieu, lan, **wrong).text.count("No person has this number")
        for wrong in ({"number": "999195000124"}, {"full_name": "Hà Thị Lành"})
    }
    assert said == {2}  # beside the field and in the summary

    for _each in range(18):
        counter.name(hanh, dieu, lan, full_name="Ai Đó")

    assert "Too many tries" in counter.name(hanh, dieu, lan).text


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"scopes": []}, "Choose at least one thing"),
        ({"term": ""}, "Choose how long"),
        ({"presence": ""}, "Choose how this is known"),
        ({"presence": "document"}, "Write which document"),
        ({"number": "12"}, "must have 12 digits"),
        ({"full_name": ""}, "Type the full name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    hanh: InspectingClient,
    dieu: Member,
    lan: Member,
    missing: dict[str, str | list[str]],
    sentence: str,
) -> None:
    page = counter.name(hanh, dieu, lan, **missing)

    assert page.status_code == 422
    assert sentence in page.text
    if "number" not in missing:
        assert lan.personal_id in page.text


def test_a_sixth_wish_in_a_day_is_refused(
    hanh: InspectingClient, dieu: Member, lan: Member
) -> None:
    for _each in range(5):
        naming(hanh, dieu, lan)

    assert "Five times in a day" in counter.name(hanh, dieu, lan).text
    assert len(messages()) == 5


def test_a_child_names_nobody_and_is_named_by_nobody(hanh: InspectingClient, dieu: Member) -> None:
    child = cast.a_person(
        "Trương Hà Vy", born=PartialDate(date(2012, 5, 4)), personal_id="999312000001"
    )
    cast.a_household(child)
    session.commit()

    assert counter.name(hanh, dieu, child).status_code == 422
    assert counter.name(hanh, child, dieu).status_code == 422
