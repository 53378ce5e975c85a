"""A newborn gets a local code, a household and a parent; a number and a name come later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.kernel.partial_date import PartialDate
from portal.merging.local_codes import next_code
from portal.merging.models import FormerName
from portal.people.kinds import IdentifierSystem, Sex, TieKind
from portal.people.models import FamilyTie, Identifier, Membership, Person
from portal.representation.models import Representation
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.merging.register import at_the_desk, fresh, lines, pair_of, rows

NEW = "/desk/register/new"


@pytest.fixture
def lan(app: Flask) -> Member:
    member = cast.lan()
    cast.a_household(member)
    return member


def typed(of: Member, **more: str) -> dict[str, str]:
    return {
        "mother": of.personal_id,
        "full_name": "",
        "sex": "female",
        "born_on-day": "20",
        "born_on-month": "11",
        "born_on-year": "2026",
    } | more


def children(mother: Member) -> list[Person]:
    return fresh(
        sa.select(Person)
        .join(FamilyTie, FamilyTie.person_id == Person.id)
        .where(FamilyTie.relative_id == mother.person_id, FamilyTie.kind == TieKind.MOTHER)
        .order_by(Person.created_at, Person.name_folded)
    )


def number_path(child: Person) -> str:
    return f"/desk/people/{child.id}/number"


def test_a_newborn_without_a_name_is_called_after_the_mother(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())

    answer = desk.submit(NEW, typed(lan))

    [child] = children(lan)
    assert answer.status_code == 303
    assert "99101-2026-00001" in desk.get(NEW).text
    assert child.full_name == "Con bà Hà Thị Lan"
    assert (
        rows(Membership, child.id)[0].household_id
        == rows(Membership, lan.person_id)[0].household_id
    )
    assert [one.value for one in rows(Identifier, child.id)] == ["99101-2026-00001"]
    [acts] = rows(Representation, child.id)
    assert acts.representative_id == lan.person_id
    assert [line.person_id for line in lines(Event.PERSON_REGISTERED)] == [child.id]


def test_codes_run_on_and_are_never_given_twice(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    for day in ("18", "19", "20"):
        desk.submit(NEW, typed(lan, **{"born_on-day": day}))

    codes = fresh(sa.select(Identifier).where(Identifier.system == IdentifierSystem.LOCAL_RECORD))
    assert sorted(code.value[-5:] for code in codes) == ["00001", "00002", "00003"]


def test_two_stations_desks_take_different_numbers_at_the_same_moment(app: Flask) -> None:
    cast.a_facility(cast.STATION)
    session.commit()

    def take(_turn: int) -> str:
        with app.app_context():
            code = next_code(cast.STATION, 2026)
            session.commit()
            return code

    with ThreadPoolExecutor(4) as threads:
        codes = list(threads.map(take, range(8)))

    assert len(set(codes)) == 8
    assert database() is not None


def test_a_second_child_of_one_day_must_be_said_to_be_another(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    desk.submit(NEW, typed(lan, full_name="Hà Thị Một"))

    again = desk.submit(NEW, typed(lan, full_name="Hà Thị Hai"))
    twin = desk.submit(NEW, typed(lan, full_name="Hà Thị Hai", another_child="y"))

    assert again.status_code == 422
    assert "Hà Thị Hai" in again.text
    assert "Hà Thị Một" not in again.text
    assert twin.status_code == 303
    assert len(children(lan)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"born_on-day": "25"},
        {"born_on-year": "2024"},
        {"born_on-month": ""},
        {"sex": ""},
        {"mother": "12"},
        {"mother": "999080000999"},
        {"mother": "999195000999"},
        {"full_name": "Con 2"},
    ],
    ids=["tomorrow", "long ago", "no month", "no sex", "short", "a man", "nobody", "digits"],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    app: Flask, lan: Member, wrong: dict[str, str]
) -> None:
    cast.a_household(cast.hung())
    desk = at_the_desk(app, cast.hanh())

    answer = desk.submit(NEW, typed(lan, **{"full_name": "Hà Thị Một", **wrong}))

    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert wrong.get("full_name", "Hà Thị Một") in answer.text
    assert children(lan) == []


def test_a_number_of_another_commune_a_man_and_nobody_answer_alike(app: Flask, lan: Member) -> None:
    hung = cast.hung()
    cast.a_household(hung)
    far = cast.a_person(
        "Cầm Thị Xa", born=PartialDate(date(1990, 1, 1)), personal_id="999190000777"
    )
    cast.a_household(far, commune="Xã Nà Hoa")
    desk = at_the_desk(app, cast.hanh())

    answers = [
        desk.submit(NEW, typed(lan, mother=number)).text.replace(number, "")
        for number in (hung.personal_id, far.personal_id, "999190000888")
    ]

    said = [text.split('id="mother-error"')[1].split("</p>")[0] for text in answers]
    assert said[0] == said[1] == said[2]


def test_numbers_cannot_be_tried_out_all_day(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.a_staff_member("nhap", "Vi Thị Nhập", Role.DATA_ENTRY))
    token = desk.token(NEW)
    for turn in range(15):
        wrong = typed(lan, mother=f"9991950008{turn:02}") | {"csrf_token": token}
        assert desk.post(NEW, data=wrong).status_code == 422

    late = desk.post(NEW, data=typed(lan) | {"csrf_token": token})

    assert late.status_code == 422
    assert children(lan) == []


def test_data_entry_writes_and_reads_nothing_back_but_the_code(app: Flask, lan: Member) -> None:
    entry = at_the_desk(app, cast.a_staff_member("nhap", "Vi Thị Nhập", Role.DATA_ENTRY))

    assert entry.submit(NEW, typed(lan)).status_code == 303
    page = entry.get(NEW).text
    assert "99101-2026-00001" in page
    assert "Hà Thị Lan" not in page
    [child] = children(lan)
    for path in ("/desk/register", number_path(child), f"/desk/people/{child.id}/death"):
        assert entry.get(path).status_code == 404, path


def test_data_entry_is_not_told_who_gave_birth(app: Flask, lan: Member) -> None:
    at_the_desk(app, cast.hanh()).submit(NEW, typed(lan))
    entry = at_the_desk(app, cast.a_staff_member("nhap", "Vi Thị Nhập", Role.DATA_ENTRY))
    entry.set_cookie("language", "en")

    born = entry.submit(NEW, typed(lan))
    nobody = entry.submit(NEW, typed(lan) | {"mother": "999195000999"})

    for page in (born, nobody):
        assert page.status_code == 422
        assert "Check number and day" in page.text
        assert "entered already" not in page.text


def test_a_mother_under_eighteen_is_the_mother_and_does_not_act(app: Flask) -> None:
    girl = cast.a_person(
        "Lò Thị Non", born=PartialDate(date(2010, 1, 1)), personal_id="999310000777"
    )
    cast.a_household(girl)
    desk = at_the_desk(app, cast.hanh())

    desk.submit(NEW, typed(girl))

    [child] = children(girl)
    assert rows(Representation, child.id) == []


def test_a_number_given_later_stands_beside_the_code(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    desk.submit(NEW, typed(lan))
    [child] = children(lan)
    path = number_path(child)

    own = desk.submit(path, {"personal_id": "999 326 000 555"})
    colleague = at_the_desk(app, cast.thom())
    first = colleague.submit(path, {"personal_id": "999 326 000 555"})
    again = colleague.submit(NEW, {"personal_id": "999326000556"}, to=path)

    assert own.status_code == 422
    assert first.status_code == 303
    assert again.status_code == 422
    numbers = rows(Identifier, child.id)
    assert [number.active for number in numbers] == [True, True]
    assert numbers[1].valid_from == clock.today()
    page = desk.get(path).text
    assert "999326000555" not in page
    assert "555" in page
    assert len(lines(Event.NUMBER_RECORDED)) == 1


def test_a_number_of_somebody_else_may_be_the_same_person(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    desk.submit(NEW, typed(lan))
    [child] = children(lan)
    imported = cast.a_person(
        "Hà Thị An", born=PartialDate(date(2026, 11, 20)), personal_id="999326000555"
    )
    cast.represents(lan, imported)
    session.commit()

    answer = desk.submit(number_path(child), {"personal_id": "999326000555"})

    assert answer.status_code == 422
    other = Member(child.id, child.full_name, "", "")
    assert pair_of(imported, other) in desk.get("/desk/register").text


def test_a_name_given_later_keeps_the_one_before(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    desk.submit(NEW, typed(lan))
    [child] = children(lan)
    rename = f"/desk/people/{child.id}/name"

    given = desk.submit(number_path(child), {"full_name": "Trương Hà  An"}, to=rename)

    assert given.status_code == 303
    [named] = children(lan)
    assert (named.full_name, named.name_folded) == ("Trương Hà An", "truong ha an")
    assert [name.full_name for name in rows(FormerName, child.id)] == ["Con bà Hà Thị Lan"]


def test_whoever_has_a_card_is_not_renamed_at_the_desk(app: Flask, lan: Member) -> None:
    desk = at_the_desk(app, cast.hanh())
    rename = f"/desk/people/{lan.person_id}/name"

    assert desk.submit(NEW, {"full_name": "Vi Thị Khác"}, to=rename).status_code == 422


def test_the_desk_of_another_commune_changes_no_number_and_no_name(
    visitor: InspectingClient, lan: Member
) -> None:
    child = cast.a_person("Hà Văn Con", born=PartialDate(date(2026, 1, 1)), sex=Sex.MALE)
    cast.a_household(child)
    elsewhere = cast.sign_in_staff(visitor, cast.elsewhere())
    for path in ("number", "name"):
        target = f"/desk/people/{child.person_id}/{path}"
        assert elsewhere.submit(NEW, to=target).status_code == 403


def test_the_menu_still_says_where_one_is_after_a_mistake(app: Flask, lan: Member) -> None:
    tu = cast.a_staff_member("tu", "Vi Văn Tú", Role.DATA_ENTRY)
    session.commit()

    refused = at_the_desk(app, tu).submit(NEW, typed(lan, sex=""))

    assert refused.status_code == 422
    assert 'aria-current="page"' in refused.text
