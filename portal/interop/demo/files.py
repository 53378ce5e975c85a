"""Writing every file of the demonstration commune into a folder."""

import csv
from pathlib import Path
from random import Random

from portal.interop.demo import claim_file, conditions, population_file, records_file, registry_file
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import DemoHousehold
from portal.interop.demo.commune import HAMLETS, Builder
from portal.interop.demo.visits import (
    DISTRICT_HOSPITAL,
    MERGED_STATION,
    MERGER,
    STATION,
    DemoVisit,
    Visits,
)
from portal.interop.exchange831 import write as exchange

SEED = 831
_FACILITIES = (
    (STATION, "Trạm Y tế xã Đồng Sen", "024 0000 0115", "", ""),
    (MERGED_STATION, "Trạm Y tế xã Sen Hồ (cũ)", "", STATION, MERGER.strftime("%d/%m/%Y")),
    (DISTRICT_HOSPITAL, "Bệnh viện đa khoa Sen Hồ", "024 0000 0110", "", ""),
)


def write_all(folder: Path, days: Calendar, seed: int = SEED) -> list[Path]:
    """Write the files, and return them in the order in which they are imported."""
    folder.mkdir(parents=True, exist_ok=True)
    homes = Builder(days, seed).households()
    random = Random(seed + 1)
    files = [
        folder / "01-co-so-y-te.csv",
        folder / "02-nhan-khau.csv",
        folder / "03-tiem-chung.xlsx",
    ]
    _write_facilities(files[0])
    population_file.write(files[1], homes, days.today)
    registry_file.write(files[2], homes, days, random)
    files += _write_claims(folder, homes, days, random)
    files += _write_records(folder, homes, days)
    return files


def _write_facilities(path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("Mã cơ sở", "Tên cơ sở", "Điện thoại", "Sáp nhập vào", "Ngày sáp nhập"))
        rows.writerows(_FACILITIES)


def _write_claims(
    folder: Path, homes: list[DemoHousehold], days: Calendar, random: Random
) -> list[Path]:
    """Write one claim file per facility."""
    drawn = Visits(days, random)
    visits = [
        visit for home in homes for person in home.members for visit in drawn.of(home, person)
    ]
    visits += _never_stored(homes, days)
    paths = []
    for facility, *_ in _FACILITIES:
        own = sorted(
            (visit for visit in visits if visit.facility == facility),
            key=lambda visit: (visit.at, visit.person.serial),
        )
        paths.append(folder / f"04-kcb-{facility}.xml")
        claim_file.write(paths[-1], facility, own, days.today)
    return paths


def _never_stored(homes: list[DemoHousehold], days: Calendar) -> list[DemoVisit]:
    """Return two episodes of registers that are never shared: the import must leave them out."""
    person = homes[10].members[0]
    return [
        DemoVisit(
            person=person,
            facility=DISTRICT_HOSPITAL,
            at=days.morning(days.workday(days.ago(days=ago)), 9, 5),
            condition=condition,
            pulse=76,
            temperature="36.7",
            breaths=18,
        )
        for ago, condition in ((200, conditions.HIV), (320, conditions.ABORTION))
    ]


def _write_records(folder: Path, homes: list[DemoHousehold], days: Calendar) -> list[Path]:
    """Write one exchange message per sender: each village's collaborator, then the station."""
    paths = []
    for number, home in enumerate(HAMLETS, 1):
        hamlet = [h for h in homes if h.hamlet == home[0]]
        paths.append(folder / f"05-cong-tac-vien-{number}.xml")
        exchange.write(paths[-1], records_file.collaborators(hamlet, days))
    paths.append(folder / "06-tram-y-te.xml")
    exchange.write(paths[-1], records_file.station(homes, days))
    return paths
