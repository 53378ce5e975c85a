"""The lines of an older installation are chained on the way up, and none is lost."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit import chain
from portal.audit.models import LINES
from portal.kernel import clock, migrations
from portal.kernel.db import make_engine

MARY, JOHN = uuid4(), uuid4()
COLUMNS = ("at", "event", "permitted", "person_id", "account_id", "actor_name")
OLD = sa.table("audit_line", *(LINES.c[name]._copy() for name in COLUMNS))


@pytest.fixture
def old(database_url: str) -> Iterator[Connection]:
    """Return a database of revision 0002 with five lines."""
    engine = make_engine(database_url)
    with engine.begin() as connection:
        migrations.downgrade(connection, "0002")
        for number, (person, account) in enumerate(
            [(MARY, None), (JOHN, None), (MARY, None), (None, JOHN), (None, None)]
        ):
            connection.execute(
                sa.insert(OLD).values(
                    at=clock.now(),
                    event="record_seen",
                    permitted=True,
                    person_id=person,
                    account_id=account,
                    actor_name=f"Người {number}",
                )
            )
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_every_old_line_stands_in_its_chain(old: Connection) -> None:
    migrations.upgrade(old, "0003")

    rows = old.execute(sa.select(LINES).order_by("seq")).mappings().all()

    assert [row["actor_name"] for row in rows] == [f"Người {number}" for number in range(5)]
    assert [(row["chain"], row["position"]) for row in rows] == [
        (MARY, 1),
        (JOHN, 1),
        (MARY, 2),
        (JOHN, 2),
        (chain.NOBODYS, 1),
    ]
    for row in rows:
        body = chain.body_of(dict(row))
        assert row["hash"] == chain.hash_of(row["position"], row["previous"], body)
    assert rows[2]["previous"] == rows[0]["hash"]


def test_the_log_counts_on_where_it_was_and_stays_append_only(old: Connection) -> None:
    migrations.upgrade(old)
    row = {"chain": MARY, "at": clock.now(), "event": "record_seen", "permitted": True}
    linked = chain.link(row, chain.Head(2, bytes(32)))

    seq = old.execute(sa.insert(LINES).returning(LINES.c.seq), [linked]).scalar_one()

    assert seq == 6
    with pytest.raises(sa.exc.DBAPIError):
        old.execute(sa.text("DELETE FROM audit_line"))


def test_going_down_keeps_every_line(old: Connection) -> None:
    migrations.upgrade(old)
    migrations.downgrade(old, "0002")

    assert old.execute(sa.select(sa.func.count()).select_from(OLD)).scalar_one() == 5
