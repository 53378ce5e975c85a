"""The least that an import can cost: read, look the person up in memory, insert.

No checks, no report, no holding list, no versions, no log, no resuming.
"""

import base64
import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from lxml import etree
from python_calamine import CalamineWorkbook
from sqlalchemy.engine import Connection

from portal.kernel.db import make_engine
from portal.people.models import Identifier

BATCH = 1000
SCHEMA = sa.MetaData()
DOSE = sa.Table(
    "bare_dose", SCHEMA,
    *(sa.Column(name, sa.Text) for name in ("person", "vaccine", "number", "lot", "place")),
    sa.Column("given", sa.Date),
)  # fmt: skip
VISIT = sa.Table(
    "bare_visit", SCHEMA,
    *(sa.Column(name, sa.Text) for name in ("code", "person", "reason", "diagnosis", "icd10")),
    sa.Column("started", sa.DateTime(timezone=True)),
)  # fmt: skip
PART = sa.Table(
    "bare_part", SCHEMA,
    *(sa.Column(name, sa.Text) for name in ("code", "kind", "name", "value", "unit")),
)  # fmt: skip
Row = dict[str, Any]


def registry_csv(url: str, path: Path) -> int:
    """Insert the doses of a CSV; return the rows read."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return _insert(url, _doses(rows, _known(url)))


def registry_xlsx(url: str, path: Path) -> int:
    """Insert the doses of a workbook; return the rows read."""
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    rows = itertools.islice(sheet.to_python(), 1, None)
    return _insert(url, _doses(rows, _known(url)))


def claims(url: str, path: Path) -> int:
    """Insert the visits of a claim file; return the visits read."""
    return _insert(url, _visits(path, _known(url)))


def _known(url: str) -> dict[str, str]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.execute(sa.select(Identifier.value, Identifier.person_id)).all()
    engine.dispose()
    return {value: str(person) for value, person in found}


def _doses(
    rows: Iterable[Sequence[Any]], known: dict[str, str]
) -> Iterator[list[tuple[sa.Table, Row]]]:
    for row in rows:
        day, month, year = row[7].split("/")
        dose = {"person": known[row[4]], "vaccine": row[5], "number": row[6], "lot": row[9]}
        dose |= {"place": row[10], "given": date(int(year), int(month), int(day))}
        yield [(DOSE, dose)]


def _visits(path: Path, known: dict[str, str]) -> Iterator[list[tuple[sa.Table, Row]]]:
    episodes = etree.iterparse(
        str(path), tag="HOSO", resolve_entities=False, no_network=True, huge_tree=False
    )
    for _event, episode in episodes:
        found: list[tuple[sa.Table, Row]] = []
        for file in episode.iterfind("FILEHOSO"):
            inner = etree.fromstring(base64.b64decode(file.findtext("NOIDUNGFILE") or ""))
            found += _READ[file.findtext("LOAIHOSO") or ""](inner, known)
        yield found
        episode.clear()


def _summary(root: etree._Element, known: dict[str, str]) -> list[tuple[sa.Table, Row]]:
    text = root.findtext
    started = datetime.strptime((text("NGAY_VAO") or "") + "+0700", "%Y%m%d%H%M%z")
    visit = {"code": text("MA_LK"), "person": known[text("SO_CCCD") or ""], "started": started}
    visit |= {"reason": text("LY_DO_VV"), "diagnosis": text("CHAN_DOAN_RV")}
    return [(VISIT, visit | {"icd10": text("MA_BENH_CHINH")})]


def _parts(tag: str, name: str, value: str, unit: str) -> Callable[..., list[tuple[sa.Table, Row]]]:
    def read(root: etree._Element, _known: dict[str, str]) -> list[tuple[sa.Table, Row]]:
        return [
            (
                PART,
                {
                    "code": part.findtext("MA_LK"),
                    "kind": tag,
                    "name": part.findtext(name),
                    "value": part.findtext(value),
                    "unit": part.findtext(unit),
                },
            )
            for part in root.iter(tag)
        ]

    return read


_READ: dict[str, Callable[..., list[tuple[sa.Table, Row]]]] = {
    "XML1": _summary,
    "XML2": _parts("CHI_TIET_THUOC", "TEN_THUOC", "LIEU_DUNG", "DON_VI_TINH"),
    "XML4": _parts("CHI_TIET_CLS", "TEN_CHI_SO", "GIA_TRI", "DON_VI_DO"),
}


def _insert(url: str, things: Iterator[list[tuple[sa.Table, Row]]]) -> int:
    """Insert in batches, each in a transaction; by COPY on PostgreSQL."""
    engine, count = make_engine(url), 0
    with engine.begin() as connection:
        SCHEMA.create_all(connection)
    while batch := list(itertools.islice(things, BATCH)):
        count += len(batch)
        rows: dict[sa.Table, list[Row]] = {}
        for table, row in itertools.chain.from_iterable(batch):
            rows.setdefault(table, []).append(row)
        with engine.begin() as connection:
            for table, values in rows.items():
                _send(connection, table, values)
    engine.dispose()
    return count


def _send(connection: Connection, table: sa.Table, rows: list[Row]) -> None:
    if connection.dialect.name != "postgresql":
        connection.execute(sa.insert(table), rows)
        return
    names = list(rows[0])
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
