"""Opening a year charges every record once, in one go for a whole commune."""

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.fees import opening, units
from portal.fees.models import Charge, Exemption, ExemptionKind
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.partial_date import PartialDate, Precision
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership, Person
from portal.people.places import Household
from tests import cast
from tests.fees.commands import fees, set_terms, set_up

MANY = 4_000


def charges() -> dict[UUID, tuple[int, ExemptionKind | None]]:
    """Return what everybody is asked for 2026."""
    found = session.execute(
        sa.select(Charge.person_id, Charge.amount, Charge.exemption).where(Charge.year == 2026)
    ).all()
    session.rollback()
    return {row.person_id: (row.amount, row.exemption) for row in found}


def exempt(member: cast.Member, first: int, last: int, by: cast.StaffCast) -> UUID:
    """Put an exemption on file."""
    row = Exemption(
        person_id=member.person_id,
        kind=ExemptionKind.POOR_HOUSEHOLD,
        evidence="Giấy chứng nhận hộ nghèo",
        from_year=first,
        until_year=last,
        entered_by=by.staff_id,
        entered_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def test_every_record_of_the_commune_is_charged_once(app: Flask) -> None:
    set_up(app)
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    minh = cast.minh(lan)
    home = cast.a_household(lan, minh, men)
    cast.a_household(hung, commune="Xã Nà Hoa")
    alone = cast.a_person("Vi Thị Không Hộ", born=PartialDate.of_year(1970))
    session.commit()

    said = fees(app, "open-year", "2026")

    assert "Xã Đồng Sen: 3 new, 1 of them exempt" in said
    assert charges() == {
        lan.person_id: (1_000, None),
        men.person_id: (1_000, None),
        minh.person_id: (0, ExemptionKind.UNDER_SIX),
    }
    assert alone.person_id not in charges()
    places = session.execute(sa.select(Charge.household_id, Charge.village_id)).all()
    assert set(places) == {(home, cast.a_village())}


def test_running_it_again_charges_only_who_came_since(app: Flask) -> None:
    set_up(app)
    cast.a_household(cast.lan())
    session.commit()
    fees(app, "open-year", "2026")
    assert "0 new" in fees(app, "open-year", "2026")
    men = cast.men()
    cast.a_household(men)
    session.commit()

    assert "1 new" in fees(app, "open-year", "2026")

    assert men.person_id in charges()
    lines = sa.select(sa.func.count()).where(AuditLine.event == Event.FEES_OPENED)
    assert session.scalar(lines) == 2, "a run that charged nobody leaves no line"


def test_the_dead_and_merged_entries_are_not_charged(app: Flask) -> None:
    set_up(app)
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    cast.a_household(lan, men, hung)
    session.get_one(Person, men.person_id).deceased_on = date(2026, 2, 1)
    session.get_one(Person, hung.person_id).merged_into = lan.person_id
    session.commit()

    fees(app, "open-year", "2026")

    assert set(charges()) == {lan.person_id}


def test_an_exemption_counts_in_its_years_and_until_it_is_ended(app: Flask) -> None:
    set_up(app)
    hanh = cast.hanh()
    lan, men, hung = cast.lan(), cast.men(), cast.hung()
    cast.a_household(lan, men, hung)
    exempt(men, 2025, 2026, hanh)
    exempt(lan, 2024, 2025, hanh)
    ended = session.get_one(Exemption, exempt(hung, 2026, 2027, hanh))
    ended.ended_at, ended.ended_by = clock.now(), hanh.staff_id
    session.commit()

    fees(app, "open-year", "2026")

    assert charges() == {
        men.person_id: (0, ExemptionKind.POOR_HOUSEHOLD),
        lan.person_id: (1_000, None),
        hung.person_id: (1_000, None),
    }


def test_a_year_without_terms_is_not_opened(app: Flask) -> None:
    set_up(app)

    assert "UBND xã đồng sen" in fees(app, "open-year", "2027", refused=True)

    assert charges() == {}


def test_a_commune_without_terms_does_not_keep_the_others_from_opening(app: Flask) -> None:
    name = "UBND xã Nà Hoa"
    fees(app, "unit", "Xã Nà Hoa", "--name", name, "--prefix", "NH")
    set_up(app)
    lan = cast.lan()
    cast.a_household(lan)
    session.commit()

    said = fees(app, "open-year", "2026", refused=True)

    assert name in said
    assert "Xã Đồng Sen: 1 new" in said
    assert set(charges()) == {lan.person_id}


def test_each_commune_is_charged_by_its_own_unit_and_terms(app: Flask) -> None:
    set_up(app)
    set_up(app, commune="Xã Nà Hoa", prefix="NH")
    set_terms(app, commune="Xã Nà Hoa", amount=2_000)
    lan, hung = cast.lan(), cast.hung()
    cast.a_household(lan)
    cast.a_household(hung, commune="Xã Nà Hoa")
    session.commit()

    assert "1 new" in fees(app, "open-year", "2026", "--commune", "Xã Nà Hoa")
    assert charges() == {hung.person_id: (2_000, None)}

    fees(app, "open-year", "2026")
    assert charges() == {hung.person_id: (2_000, None), lan.person_id: (1_000, None)}


def a_whole_commune() -> None:
    """Put 4,000 people into 1,000 households, every tenth a child under six."""
    people = [uuid4() for _ in range(MANY)]
    homes = [uuid4() for _ in range(MANY // 4)]
    village = cast.a_village()
    session.execute(
        sa.insert(Household),
        [
            {"id": home, "code": f"H{number}", "commune": "Xã Đồng Sen", "village_id": village}
            for number, home in enumerate(homes)
        ],
    )
    session.execute(
        sa.insert(Person),
        [
            {
                "id": person,
                "full_name": "Lò Thị Đông",
                "name_folded": "lo thi dong",
                "sex": Sex.FEMALE,
                "birth_date": date(1990 if number % 10 else 2023, 3, 4),
                "birth_precision": Precision.DAY,
                "created_at": clock.now(),
            }
            for number, person in enumerate(people)
        ],
    )
    session.execute(
        sa.insert(Membership),
        [
            {
                "person_id": person,
                "household_id": homes[number // 4],
                "position": number % 4,
                "relation": Relation.OTHER,
                "joined_on": date(2020, 1, 1),
            }
            for number, person in enumerate(people)
        ],
    )
    session.commit()


def test_a_commune_of_4000_is_charged_in_one_go(app: Flask, statements: list[str]) -> None:
    set_up(app)
    a_whole_commune()
    statements.clear()

    said = fees(app, "open-year", "2026")

    assert "4000 new, 400 of them exempt" in said
    assert len(statements) < 60, "a statement a part, not one a person"
    assert len(charges()) == MANY
    assert sum(amount for amount, _why in charges().values()) == 3_600_000
    assert "0 new" in fees(app, "open-year", "2026")


def test_a_run_that_was_ended_goes_on_where_it_stopped(app: Flask) -> None:
    set_up(app)
    a_whole_commune()
    unit = units.unit_of(reads(), "Xã Đồng Sen")
    assert unit is not None

    class EndedByHand(Exception):
        """Stands for a power cut after the first part."""

    def ends(_count: int) -> None:
        raise EndedByHand

    try:
        opening.open_year(unit, 2026, by=NOBODY, moves=ends)
    except EndedByHand:
        session.rollback()
    there = len(charges())

    said = fees(app, "open-year", "2026")

    assert 0 < there < MANY
    assert f"{MANY - there} new" in said
    assert len(charges()) == MANY
