"""One line in ten thousand, edited or deleted behind the triggers, is found and named."""

import tracemalloc
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import chain
from portal.audit.chain import GENESIS, Head
from portal.audit.models import LINES
from portal.audit.walk import Fault, Kind
from portal.kernel.db import database
from tests.audit.logbook import a_row, behind_the_triggers, fault, verdict

PEOPLE = [UUID(int=number, version=4) for number in range(1, 101)]
EACH = 100


@pytest.fixture(autouse=True)
def log(app: Flask) -> None:
    """Write 10,000 lines about 100 people, in turns."""
    heads = dict.fromkeys(PEOPLE, GENESIS)
    rows = []
    for number in range(EACH):
        for person in PEOPLE:
            rows.append(chain.link(a_row(person, number), heads[person]))
            heads[person] = Head(rows[-1]["position"], rows[-1]["hash"])
    with database().transaction() as connection:
        connection.execute(sa.insert(LINES), rows)


def test_they_are_whole_and_one_edit_and_one_gap_are_named() -> None:
    tracemalloc.start()
    found = verdict()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.lines, found.chains, found.fault) == (10_000, 100, None)
    assert peak < 12 * 2**20, "the log is read into memory as a whole"

    with behind_the_triggers() as connection:
        connection.execute(
            sa.update(LINES).where(LINES.c.seq == 7_777).values(actor_name="Người khác")
        )
    assert fault() == Fault(kind=Kind.CHANGED, chain=PEOPLE[76], position=78, seq=7_777)

    with behind_the_triggers() as connection:
        connection.execute(sa.delete(LINES).where(LINES.c.seq == 5_050))
    assert fault() == Fault(kind=Kind.MISSING, chain=PEOPLE[49], position=51)
