"""Households of four: two parents, a child, a grandparent; their numbers, phones, accounts."""

from dataclasses import dataclass
from datetime import date, timedelta

from bench.province import words
from bench.province.columns import hexed
from bench.province.commune import Commune
from portal.kernel import crypto
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem, Sensitivity
from portal.people.mobile import Mobile
from portal.record.form import ITEMS
from portal.representation.list import POPULATION_LIST

RECORDED = "2026-01-05"
MOMENT = "2026-01-05 08:00:00+07"
# Household 0 of a village is thick: much is known of its first parent, who will read.
THICK_EACH, OF_THE_THICK = 10, 20
ASKED = tuple(key for key, item in ITEMS.items() if item.sensitivity is Sensitivity.NONE)
ROLES = (
    ("head", 25, 45), ("spouse", 25, 45), ("child", 0, 17), ("parent", 55, 85),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resident:
    """One person as the other makers need them."""

    id: str
    name: str
    personal_id: str
    born: date
    position: int
    account: str | None
    is_thick: bool


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together, the head first."""

    id: str
    number: int
    village: int
    members: tuple[Resident, ...]


def add_household(commune: Commune, number: int) -> Household:
    """Make a household and its people."""
    village = number % len(commune.villages)
    household_id = commune.an_id()
    commune.rows.add(
        "household", household_id, f"H{number:05}", commune.name, commune.villages[village]
    )
    family = words.a_family(commune.rng)
    members = [
        _add_member(commune, family, number, position, household_id) for position in range(4)
    ]
    _tie(commune, members[2], members[0], members[1])
    return Household(household_id, number, village, tuple(members))


def _add_member(
    commune: Commune, family: str, number: int, position: int, household_id: str
) -> Resident:
    rng, rows = commune.rng, commune.rows
    relation, youngest, oldest = ROLES[position]
    sex = ("male", "female")[(number + position) % 2]
    name = words.a_name(rng, family if position != 1 else words.a_family(rng), sex)
    born = commune.today - timedelta(days=rng.randrange(youngest * 365 + 1, oldest * 365))
    person_id, account = commune.an_id(), commune.an_id() if position < 2 else None
    personal_id = f"9{commune.number:03}{born.year % 100:02}{number * 4 + position:06}"
    rows["person"].append(
        f"{person_id}\t{name.full}\t{name.folded}\t{sex}\t{born}\tday\t{MOMENT}\t{commune.name}"
    )
    rows["membership"].append(f"{household_id}\t{person_id}\t{position}\t{relation}\t2020-01-01")
    _add_numbers(commune, person_id, personal_id, position)
    if account:
        rows["account"].append(f"{account}\t{person_id}\t{MOMENT}\t0\tvi\tf")
    is_thick = position == 0 and number < THICK_EACH
    if is_thick or position == 3:
        _answer(commune, person_id, OF_THE_THICK if is_thick else 1)
    return Resident(
        id=person_id,
        name=name.full,
        personal_id=personal_id,
        born=born,
        position=position,
        account=account,
        is_thick=is_thick,
    )


def _add_numbers(commune: Commune, person_id: str, personal_id: str, position: int) -> None:
    _add_number(commune, person_id, IdentifierSystem.PERSONAL_ID, personal_id)
    if position % 2 == 0:
        insurance = f"{personal_id[1:4]}0{personal_id[6:]}"  # ten digits, and nobody else's
        _add_number(commune, person_id, IdentifierSystem.SOCIAL_INSURANCE, insurance)
    if position == 1:
        before = f"{personal_id[1:4]}{personal_id[6:]}"
        _add_number(commune, person_id, IdentifierSystem.OLD_ID_CARD, before, in_force="f")
    if position < 2:
        number = f"+849{personal_id[1:4]}{int(personal_id[6:]) % 100000:05}"
        commune.rows.add(
            "phone", person_id, "mobile", crypto.seal("phone.number", number),
            Mobile(number).index, True, "population_list", RECORDED,
        )  # fmt: skip
    if position in (0, 3):
        commune.rows.add(
            "administrative", person_id, bytes(32), "Kinh", "Làm ruộng",
            crypto.seal("administrative.permanent_address", f"Nhà số {personal_id[-4:]}"),
            commune.name, "population_list", RECORDED,
        )  # fmt: skip


def _add_number(
    commune: Commune,
    person_id: str,
    system: IdentifierSystem,
    value: str,
    in_force: str = "t",
) -> None:
    sealed, index = crypto.seal("identifier.value", value), identifier_index(system, value)
    commune.rows["identifier"].append(
        f"{person_id}\t{system.value}\t\t{hexed(sealed)}\t{hexed(index)}\t{in_force}\tpopulation_list"
        f"\t{RECORDED}"
    )


def _answer(commune: Commune, person_id: str, questions: int) -> None:
    """Answer the first questions of part B that everybody may be asked."""
    for item in ASKED[:questions]:
        commune.rows.add(
            "history_answer", person_id, item, 0, "yes", "Từ nhiều năm nay", "none",
            "paper_form", RECORDED,
        )  # fmt: skip


def _tie(commune: Commune, child: Resident, parent: Resident, other: Resident) -> None:
    """Let the first parent act for the child; form 831 names the mother."""
    commune.rows.add(
        "family_tie", child.id, "mother", other.name, other.id, False, "population_list", RECORDED
    )
    commune.rows.add(
        "representation", commune.an_id(), child.id, parent.id, "parent", True, True, True, MOMENT,
        POPULATION_LIST,
    )  # fmt: skip
