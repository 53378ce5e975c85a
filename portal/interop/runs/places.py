"""Villages and households of a batch: found, or added."""

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.interop.values.person import PersonRow
from portal.kernel.keys_of_rows import new_key
from portal.kernel.text import fold
from portal.people.places import Household, Village

VillageKey = tuple[str, str, str]
HouseholdKey = tuple[str, str]


def village_key(row: PersonRow) -> VillageKey:
    return row.place.commune, row.place.former_commune, fold(row.place.hamlet)


def household_key(row: PersonRow) -> HouseholdKey:
    return row.household_code, row.place.commune


def households(connection: Connection, rows: Iterable[PersonRow]) -> dict[HouseholdKey, UUID]:
    """Return the ids of the households the rows belong to, adding new ones."""
    wanted = {household_key(row): row for row in rows if row.household_code}
    villages = _villages(connection, wanted.values())
    codes = sorted({code for code, _ in wanted})
    found = {
        (row.code, row.commune): row.id
        for row in connection.execute(
            sa.select(Household.id, Household.code, Household.commune).where(
                Household.code.in_(codes)
            )
        )
    }
    missing = [(key, row) for key, row in wanted.items() if key not in found]
    for key, _ in missing:
        found[key] = new_key()
    if missing:
        connection.execute(
            sa.insert(Household),
            [
                {
                    "id": found[key],
                    "code": key[0],
                    "commune": key[1],
                    "village_id": villages.get(village_key(row)),
                }
                for key, row in missing
            ],
        )
    return found


def _villages(connection: Connection, rows: Iterable[PersonRow]) -> dict[VillageKey, UUID]:
    wanted = {village_key(row): row.place.hamlet for row in rows if row.place.hamlet}
    communes = sorted({commune for commune, _, _ in wanted})
    found = {
        (row.commune, row.former_commune, row.name_folded): row.id
        for row in connection.execute(
            sa.select(
                Village.id, Village.commune, Village.former_commune, Village.name_folded
            ).where(Village.commune.in_(communes))
        )
    }
    missing = [key for key in wanted if key not in found]
    for key in missing:
        found[key] = new_key()
    if missing:
        connection.execute(
            sa.insert(Village),
            [
                {
                    "id": found[key],
                    "name": wanted[key],
                    "name_folded": key[2],
                    "commune": key[0],
                    "former_commune": key[1],
                }
                for key in missing
            ],
        )
    return found
