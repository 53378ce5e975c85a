"""Somebody with the database's password rewrites the log: each way is found and named."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import chain, checkpoints, heads
from portal.audit.chain import Head
from portal.audit.models import LINES
from portal.audit.walk import Fault, Kind
from portal.kernel.db import database
from tests.audit.logbook import (
    LAN,
    MEN,
    MINH,
    a_row,
    behind_the_triggers,
    change,
    delete,
    fault,
    lines_of,
    place,
    verdict,
    written,
)

EDITS: dict[str, Any] = {
    "actor_name": "Người khác",
    "permitted": False,
    "basis": None,
    "event": "case_opened",
    "person_id": MEN,
    "at": sa.text("'2020-01-01 00:00:00.000000'"),
    "hash": bytes(32),
    "staff_id": MEN,
}


@pytest.fixture(autouse=True)
def log(app: Flask) -> None:
    written((LAN, 6), (MINH, 4), (MEN, 2))


def checkpoint(path: Path) -> Path:
    with database().autocommit.connect() as connection:
        checkpoints.take(connection, path)
    return path


@pytest.fixture
def anchor(log: None, tmp_path: Path) -> Path:
    """Return a file with the ends of all chains, signed before the attack."""
    return checkpoint(tmp_path / "elsewhere.jsonl")


def at(found: Fault) -> tuple[Kind, object, int | None]:
    return found.kind, found.chain, found.position


def test_an_untouched_log_is_whole(anchor: Path) -> None:
    found = verdict(anchor=anchor)

    assert (found.lines, found.chains, found.checkpoints, found.fault) == (12, 3, 1, None)


@pytest.mark.parametrize("column", EDITS)
def test_an_edited_column_is_found(column: str) -> None:
    seq = lines_of(LAN)[2]["seq"]

    change(LAN, 3, **{column: EDITS[column]})

    assert fault() == Fault(kind=Kind.CHANGED, chain=LAN, position=3, seq=seq)


def rewritten(position: int) -> None:
    """Edit a line and give it the hash that fits its new words."""
    line = lines_of(LAN)[position - 1] | {"actor_name": "Người khác"}
    digest = chain.hash_of(position, line["previous"], chain.body_of(line))
    change(LAN, position, actor_name=line["actor_name"], hash=digest)


def test_an_edit_with_its_hash_computed_again_is_found_at_that_line() -> None:
    rewritten(3)

    assert at(fault()) == (Kind.CHANGED, LAN, 3)


def test_the_newest_line_rewritten_with_its_hash_is_found_by_an_anchor(anchor: Path) -> None:
    rewritten(6)

    assert verdict().fault is None
    assert at(fault(anchor=anchor)) == (Kind.CHANGED, LAN, 6)


def test_a_chain_computed_again_to_its_end_is_found_by_an_anchor(anchor: Path) -> None:
    lines = lines_of(LAN)
    lines[1]["actor_name"] = "Người khác"
    head = Head(1, lines[0]["hash"])
    for line in lines[1:]:
        new = chain.link(line, head)
        head = Head(new["position"], new["hash"])
        change(LAN, head.position, actor_name=line["actor_name"],
               previous=new["previous"], hash=new["hash"])  # fmt: skip

    assert verdict().fault is None
    assert at(fault(anchor=anchor)) == (Kind.CHANGED, LAN, 6)


def test_a_line_deleted_in_the_middle_is_missing() -> None:
    delete(place(LAN, 3))

    assert at(fault()) == (Kind.MISSING, LAN, 3)


def test_the_first_line_deleted_is_missing() -> None:
    delete(place(LAN, 1))

    assert at(fault()) == (Kind.MISSING, LAN, 1)


def test_a_gap_closed_by_counting_again_is_found() -> None:
    delete(place(LAN, 3))
    for position in (4, 5, 6):
        change(LAN, position, position=position - 1)

    assert at(fault()) == (Kind.REORDERED, LAN, 3)


def test_a_deleted_end_is_found_by_an_anchor(anchor: Path) -> None:
    delete(sa.and_(LINES.c.chain == LAN, LINES.c.position > 4))

    assert verdict().fault is None
    assert at(fault(anchor=anchor)) == (Kind.TRUNCATED, LAN, 5)


def test_a_deleted_chain_is_found_by_an_anchor(anchor: Path) -> None:
    delete(LINES.c.chain == MINH)

    assert verdict().fault is None
    assert at(fault(anchor=anchor)) == (Kind.TRUNCATED, MINH, 1)


def test_an_emptied_log_is_found_by_an_anchor(anchor: Path) -> None:
    delete(sa.true())

    assert fault(anchor=anchor).kind is Kind.TRUNCATED


def test_a_cut_and_regrown_chain_is_found_by_an_anchor(anchor: Path) -> None:
    delete(sa.and_(LINES.c.chain == LAN, LINES.c.position > 4))
    written((LAN, 3))

    assert at(fault(anchor=anchor)) == (Kind.CHANGED, LAN, 6)


def test_two_lines_that_changed_places_are_reordered() -> None:
    change(LAN, 3, position=1000)
    change(LAN, 5, position=3)
    change(LAN, 1000, position=5)

    assert at(fault()) == (Kind.REORDERED, LAN, 3)


def test_two_lines_whose_words_changed_places_are_found() -> None:
    third, fifth = (lines_of(LAN)[index]["actor_name"] for index in (2, 4))
    change(LAN, 3, actor_name=fifth)
    change(LAN, 5, actor_name=third)

    assert at(fault()) == (Kind.CHANGED, LAN, 3)


def test_an_exchanged_seq_is_reordered() -> None:
    second, fourth = (lines_of(LAN)[index]["seq"] for index in (1, 3))
    change(LAN, 2, seq=10**6)
    change(LAN, 4, seq=second)
    change(LAN, 2, seq=fourth)

    assert fault().kind is Kind.REORDERED


def test_a_line_moved_into_another_chain_is_found() -> None:
    change(LAN, 6, chain=MINH, position=5)

    assert at(fault()) == (Kind.CHANGED, MINH, 5)


def insert(row: dict[str, Any]) -> None:
    with database().transaction() as connection:
        connection.execute(sa.insert(LINES).values(**row))


def test_a_forged_line_with_a_made_up_hash_is_found() -> None:
    insert(a_row(LAN) | {"position": 7, "previous": bytes(32), "hash": bytes(32)})

    assert at(fault()) == (Kind.CHANGED, LAN, 7)


def test_a_forged_line_that_follows_nothing_is_found() -> None:
    insert(chain.link(a_row(LAN), Head(6, bytes(32))))

    assert fault().chain == LAN


def test_a_forged_line_about_somebody_else_is_found() -> None:
    with database().autocommit.connect() as connection:
        head = heads.heads_of(connection, [LAN])[LAN]
    insert(chain.link(a_row(LAN) | {"person_id": MEN}, head))

    assert at(fault()) == (Kind.CHANGED, LAN, 7)


def test_a_line_put_between_two_others_is_found() -> None:
    for position in (6, 5, 4):
        change(LAN, position, position=position + 1)
    third = lines_of(LAN)[2]
    insert(chain.link(a_row(LAN), Head(3, third["hash"])))

    assert at(fault())[:2] == (Kind.REORDERED, LAN)


def test_a_value_the_database_should_never_hold_is_refused_or_named(app: Flask) -> None:
    junk = sa.text("UPDATE audit_line SET at = 'never' WHERE position = 2")
    if not database().is_sqlite:
        with pytest.raises(sa.exc.DataError), behind_the_triggers() as connection:
            connection.execute(junk)
        return
    with behind_the_triggers() as connection:
        connection.execute(junk)

    assert fault().kind is Kind.CHANGED
