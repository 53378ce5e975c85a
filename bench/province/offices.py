"""What a commune has before its people: villages, a station, who works there, the fee's unit."""

from datetime import date, timedelta

from bench.province import words
from bench.province.commune import Commune
from portal.kernel import crypto
from portal.kernel.text import fold
from portal.staff.roles import Role

AUTHENTICATOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FEE = 20_000
STATION = {
    "head": (Role.STATION_HEAD, Role.CLINICIAN),
    "desk": (Role.STATION_STAFF,),
    "clinician": (Role.CLINICIAN,),
}


def add(commune: Commune) -> None:
    """Make the offices of a commune."""
    rows = commune.rows
    commune.facility = f"{10_001 + commune.number}"
    name = f"Trạm Y tế {commune.name}"
    rows.add("facility", commune.facility, name, fold(name))
    for village in words.VILLAGES:
        commune.villages.append(commune.an_id())
        rows.add("village", commune.villages[-1], village, fold(village), commune.name, "")
    for work, roles in STATION.items():
        _add_member(commune, work, roles, None)
    for number, village_id in enumerate(commune.villages):
        _add_member(commune, f"village{number}", (Role.VILLAGE_HEAD,), village_id)
    _add_unit(commune)


def _add_member(
    commune: Commune, work: str, roles: tuple[Role, ...], village_id: str | None
) -> None:
    rng, staff_id = commune.rng, commune.an_id()
    commune.staff[work] = staff_id
    name = words.a_name(rng, words.a_family(rng), "female")
    opened = f"{commune.today} 00:00:00+07"  # else they count as forgotten
    commune.rows.add(
        "staff_member", staff_id, f"{work}.{commune.number}", name.full, "Y sĩ", "female",
        commune.facility, commune.name, village_id, "none: nobody types it here",
        crypto.seal("staff_member.totp_secret", AUTHENTICATOR), opened, 0, opened, "bench",
    )  # fmt: skip
    for role in roles:
        commune.rows.add("staff_role", staff_id, role.value)


def _add_unit(commune: Commune) -> None:
    year, unit_id = commune.today.year, commune.an_id()
    commune.staff["unit"] = unit_id
    name = f"UBND {commune.name}"
    commune.rows.add("fee_unit", unit_id, commune.name, name, f"X{commune.number}", "", "")
    commune.rows.add(
        "fee_terms", commune.number + 1, unit_id, year, FEE, "12/QĐ-UBND",
        date(year, 12, 31), commune.today - timedelta(days=300),
    )  # fmt: skip
