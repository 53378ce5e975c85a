"""Whatever one field of one line becomes, the walk stops there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.audit import chain
from portal.audit.chain import FIELDS, GENESIS, Head
from portal.audit.walk import Broken, Walk

LAN = UUID(int=1, version=4)
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"])))
UUIDS = st.one_of(st.none(), st.uuids(), st.just(LAN))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(FIELDS, TEXTS),
    **dict.fromkeys(("account_id", "actor_person_id", "staff_id", "person_id"), UUIDS),
    "chain": st.uuids(),
    "at": st.datetimes(timezones=st.just(UTC)),
    "permitted": st.booleans(),
}
ROWS = st.fixed_dictionaries(VALUES)
PLACES = {
    "position": st.integers(1, 2**63 - 1),
    "previous": st.binary(min_size=32, max_size=32),
    "hash": st.binary(min_size=32, max_size=32),
}


def a_chain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Chain rows about Lan."""
    lines, head = [], GENESIS
    for number, row in enumerate(rows, start=1):
        line = chain.link({**row, "chain": LAN, "person_id": LAN, "seq": number}, head)
        head = Head(line["position"], line["hash"])
        lines.append(line)
    return lines


def is_whole(lines: list[dict[str, Any]], signed: dict[int, bytes] | None = None) -> bool:
    try:
        Walk(anchors={LAN: signed} if signed else {}).along(lines)
    except Broken:
        return False
    return True


@settings(deadline=None, max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_what_was_chained_is_whole(rows: list[dict[str, Any]]) -> None:
    assert is_whole(a_chain(rows))


@settings(deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5), st.data())
def test_any_single_change_of_any_field_is_found(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    lines = a_chain(rows)
    line = lines[data.draw(st.integers(0, len(lines) - 1))]
    field = data.draw(st.sampled_from([*VALUES, *PLACES]))
    value = data.draw((VALUES | PLACES)[field])
    assume(value != line[field])

    line[field] = value

    assert not is_whole(lines)


@settings(deadline=None, max_examples=40)
@given(st.lists(ROWS, min_size=2, max_size=6), st.data())
def test_any_line_taken_out_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    lines = a_chain(rows)
    signed = {lines[-1]["position"]: lines[-1]["hash"]}

    del lines[data.draw(st.integers(0, len(lines) - 1))]

    assert not is_whole(lines, signed)


@settings(deadline=None, max_examples=40)
@given(st.lists(ROWS, min_size=2, max_size=6), st.data())
def test_any_other_order_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    lines = a_chain(rows)
    order = data.draw(st.permutations(lines))
    assume(order != lines)
    renumbered = [{**line, "position": at} for at, line in enumerate(order, start=1)]

    assert not is_whole(renumbered)


def test_a_microsecond_counts() -> None:
    row = dict.fromkeys(FIELDS) | {"at": MORNING, "event": "record_seen", "permitted": True}
    [line] = a_chain([row])

    line["at"] += timedelta(microseconds=1)

    assert not is_whole([line])


@settings(deadline=None, max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=5), st.data())
def test_a_second_line_at_one_place_is_found(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    lines = a_chain(rows)
    index = data.draw(st.integers(0, len(lines) - 1))

    lines.insert(index, lines[index] | {"seq": 99})

    assert not is_whole(lines)
