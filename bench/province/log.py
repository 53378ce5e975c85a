"""Chained lines of the log: imports, people who look at their own, staff at the desk.

The chains are whole: `portal.audit.chain` hashes them. The text it hashes is written here by
hand, because millions are; `is_whole` compares the two, and a fill begins with it.
"""

from datetime import UTC, datetime, time, timedelta

from bench.province.columns import NULL, hexed
from bench.province.commune import Commune
from bench.province.people import Household, Resident
from portal.audit import chain
from portal.kernel.clock import VIETNAM

OF_THE_THICK, EACH = 60, timedelta(days=5)
POPULATION, AT_THE_DESK = "population list", "Y sĩ"


def add(commune: Commune, household: "Household") -> None:
    """Write what happened to the people of a household."""
    for one in household.members:
        looks = OF_THE_THICK if one.is_thick else commune.times(2 if one.position == 0 else 0)
        _chain(commune, one, looks)


def _chain(commune: Commune, one: "Resident", looks: int) -> None:
    """Put an import first, then looks, one of three by staff, each some days after the other."""
    head, person = chain.GENESIS, dashed(one.id)
    morning = datetime.combine(commune.today, time(8), VIETNAM).astimezone(UTC)
    at = morning - (looks + 1) * EACH - timedelta(seconds=commune.rng.randrange(86_400 * 4))
    for number in range(looks + 1):
        at += EACH
        moment = at.isoformat(timespec="microseconds")
        if number == 0:
            body, row = _imported(moment, person, commune.facility)
        elif number % 3 == 0:
            body, row = _at_desk(moment, person, commune.facility, dashed(commune.staff["desk"]))
        else:
            body, row = _by_owner(moment, person, one)
        digest = chain.hash_of_text(head.position + 1, head.hash, body.encode())
        commune.rows["audit_line"].append(
            f"{row}\t{person}\t{head.position + 1}\t{hexed(head.hash)}\t{hexed(digest)}"
        )
        head = chain.Head(head.position + 1, digest)


Line = tuple[str, str]  # what is hashed, and the row up to its place in the chain


def _imported(at: str, person: str, facility: str) -> Line:
    return (
        (
            f'{{"actor_name":"{POPULATION}","at":"{at}","basis":"system","chain":"{person}",'
            f'"event":"record_imported","facility_code":"{facility}","permitted":true,'
            f'"person_id":"{person}","section":"population"}}'
        ),
        (
            f"{at}\trecord_imported\tt\tsystem\tpopulation\t{person}\t{NULL}\t{NULL}\t{POPULATION}"
            f"\t{NULL}\t{NULL}\t{facility}"
        ),
    )


def _by_owner(at: str, person: str, one: "Resident") -> Line:
    account = dashed(one.account or one.id)
    return (
        (
            f'{{"account_id":"{account}","actor_name":"{one.name}","actor_person_id":"{person}",'
            f'"at":"{at}","basis":"self","chain":"{person}","event":"record_seen","permitted":true,'
            f'"person_id":"{person}","section":"record"}}'
        ),
        (
            f"{at}\trecord_seen\tt\tself\trecord\t{person}\t{account}\t{person}\t{one.name}"
            f"\t{NULL}\t{NULL}\t{NULL}"
        ),
    )


def _at_desk(at: str, person: str, facility: str, staff: str) -> Line:
    return (
        (
            f'{{"actor_name":"{AT_THE_DESK}","at":"{at}","basis":"desk","chain":"{person}",'
            f'"event":"desk_seen","facility_code":"{facility}","permitted":true,'
            f'"person_id":"{person}","role":"station_staff","section":"resident",'
            f'"staff_id":"{staff}"}}'
        ),
        (
            f"{at}\tdesk_seen\tt\tdesk\tresident\t{person}\t{NULL}\t{NULL}\t{AT_THE_DESK}"
            f"\t{staff}\tstation_staff\t{facility}"
        ),
    )


def dashed(number: str) -> str:
    """Write an id as the log hashes it."""
    return f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}"
