"""Counting accounts by village, and who may read whose names."""

import html
import re
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.models import Membership, Person
from portal.people.places import Household
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.heard import heard


def two_villages() -> tuple[Member, Member]:
    """Let Lan, Minh and Mến live in Suối Bạc, Hùng in Nà Lúa; Mến uses her account."""
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    minh = cast.minh(lan)
    cast.a_household(lan, minh, men, code="H1")
    cast.a_household(hung, village="Nà Lúa", code="H2")
    session.execute(
        sa.update(Account)
        .where(Account.id == men.account_id)
        .values(first_signed_in_at=clock.now())
    )
    session.execute(
        sa.update(Account).where(Account.id == hung.account_id).values(suspended_at=clock.now())
    )
    return lan, hung


def head_of(village: str, role: Role = Role.VILLAGE_HEAD) -> StaffCast:
    """Return who answers for one village only."""
    member = cast.a_staff_member("truong", "Cầm Văn Thôn", role)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(village_id=cast.a_village(village))
    )
    return member


def test_the_desk_sees_every_village_of_its_commune(visitor: InspectingClient) -> None:
    two_villages()
    cast.a_household(
        cast.a_person("Vàng A Sử", born=PartialDate(date(1990, 1, 1)), personal_id="999090000555"),
        village="Bản Xa",
        commune="Xã Nà Hoa",
    )
    cast.sign_in_staff(visitor, cast.hanh())

    page = visitor.get("/desk/villages").text

    assert "Suối Bạc" in page
    assert "Nà Lúa" in page
    assert "Bản Xa" not in page


def test_states_of_a_village_add_up(app: Flask, visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, cast.hanh())

    row = visitor.get("/desk/villages").text.split("Suối Bạc</a>")[1].split("</tr>")[0]

    figures = [cell.split("<")[0] for cell in row.split("data-number>")[1:-1]]
    assert figures == ["3", "2", "1", "1", "1", "0"]  # people, number, none, issued, active, locked
    assert "33,3" in row


def test_the_list_shows_names_and_states_alone(visitor: InspectingClient) -> None:
    lan, _ = two_villages()
    village = cast.a_village("Suối Bạc")
    cast.sign_in_staff(visitor, head_of("Suối Bạc"))

    page = heard(visitor.get(f"/desk/villages/{village}").text)

    assert lan.full_name in page
    assert "1995" not in page
    assert lan.personal_id[-3:] not in page.replace("…", "")
    assert lan.phone[-3:] not in page


def test_opening_the_names_leaves_a_line(visitor: InspectingClient) -> None:
    two_villages()
    hanh = cast.hanh()
    cast.sign_in_staff(visitor, hanh)
    village = cast.a_village("Suối Bạc")
    session.commit()

    visitor.get("/desk/villages")
    visitor.get(f"/desk/villages/{village}")

    lines = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.REPORT_SEEN)).all()
    assert [(line.staff_id, line.section, line.object_ref) for line in lines] == [
        (hanh.staff_id, "village", f"village:{village}")
    ]


@pytest.mark.parametrize("role", [Role.VILLAGE_HEAD, Role.COLLABORATOR])
def test_the_head_of_a_village_sees_that_village_alone(
    visitor: InspectingClient, role: Role
) -> None:
    two_villages()
    other = cast.a_village("Nà Lúa")
    cast.sign_in_staff(visitor, head_of("Suối Bạc", role))

    page = visitor.get("/desk/villages").text

    assert "Suối Bạc" in page
    assert "Nà Lúa" not in page
    assert visitor.get(f"/desk/villages/{other}").status_code == 404


def test_the_desk_of_another_commune_finds_neither(visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, cast.elsewhere())
    village = cast.a_village("Suối Bạc")
    session.commit()

    assert "Suối Bạc" not in visitor.get("/desk/villages").text
    assert visitor.get(f"/desk/villages/{village}").status_code == 404


def test_people_who_died_or_moved_away_are_not_counted(visitor: InspectingClient) -> None:
    lan, _ = two_villages()
    session.execute(
        sa.update(Person).where(Person.id == lan.person_id).values(deceased_on=date(2026, 11, 1))
    )
    men_left = sa.select(Person.id).where(Person.full_name == "Phạm Thị Mến")
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id.in_(men_left))
        .values(left_on=date(2026, 11, 1))
    )
    cast.sign_in_staff(visitor, cast.hanh())

    row = visitor.get("/desk/villages").text.split("Suối Bạc</a>")[1].split("</tr>")[0]

    assert [cell.split("<")[0] for cell in row.split("data-number>")[1:3]] == ["1", "0"]


def many_households(count: int) -> UUID:
    """Let one family live in each of `count` households, H001 first; return their village."""
    for number in range(1, count + 1):
        born = PartialDate.of_year(1980)
        person = cast.a_person(f"Chủ Hộ {number:03}", born=born, with_account=False)
        cast.a_household(person, code=f"H{number:03}")
    return cast.a_village("Suối Bạc")


def codes_on(page: str) -> list[str]:
    return re.findall(r"<td class=\"nums\">(H\d+)</td>", page)


def link_to(page: str, word: str) -> str | None:
    """Return the address behind a word of the page's foot, if there is one."""
    found = re.search(
        rf'<a class="button" href="([^"]+)"[^>]*>(?:(?!</a>).)*{word}', page, re.DOTALL
    )
    return html.unescape(found[1]) if found else None


def test_a_long_village_is_read_page_by_page_and_back(visitor: InspectingClient) -> None:
    village = many_households(100)
    cast.sign_in_staff(visitor, cast.hanh())
    numbers = [f"H{number:03}" for number in range(1, 101)]

    pages = [visitor.get(f"/desk/villages/{village}").text]
    while onward := link_to(pages[-1], "Sau"):
        pages.append(visitor.get(onward).text)

    assert [codes_on(page) for page in pages] == [numbers[:40], numbers[40:80], numbers[80:]]
    assert link_to(pages[0], "Trước") is None
    second = visitor.get(str(link_to(pages[2], "Trước"))).text
    assert codes_on(second) == numbers[40:80]
    assert codes_on(visitor.get(str(link_to(second, "Trước"))).text) == numbers[:40]


def test_a_household_that_left_meanwhile_neither_hides_nor_repeats_another(
    visitor: InspectingClient,
) -> None:
    village = many_households(50)
    cast.sign_in_staff(visitor, cast.hanh())
    onward = link_to(visitor.get(f"/desk/villages/{village}").text, "Sau")
    session.execute(
        sa.update(Membership)
        .values(left_on=date(2026, 11, 1))
        .where(
            Membership.household_id.in_(
                sa.select(Household.id).where(Household.code.in_(["H003", "H040"]))
            )
        )
    )
    session.commit()

    assert codes_on(visitor.get(str(onward)).text) == [f"H{number:03}" for number in range(41, 51)]


@pytest.mark.parametrize("asked", ["after=5", "before=x", f"after={UUID(int=7)}", "page=2"])
def test_a_place_nobody_knows_begins_the_list_anew(visitor: InspectingClient, asked: str) -> None:
    village = many_households(3)
    cast.sign_in_staff(visitor, cast.hanh())

    assert codes_on(visitor.get(f"/desk/villages/{village}?{asked}").text) == [
        "H001",
        "H002",
        "H003",
    ]


def test_behind_the_last_household_the_list_begins_anew(visitor: InspectingClient) -> None:
    village = many_households(2)
    last = session.scalar(sa.select(Household.id).where(Household.code == "H002"))
    cast.sign_in_staff(visitor, cast.hanh())

    assert codes_on(visitor.get(f"/desk/villages/{village}?after={last}").text) == ["H001", "H002"]
