"""Many write into one chain at once: no gap, no fork, no line lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.append import append
from portal.audit.chain import GENESIS
from portal.audit.events import Event
from portal.audit.heads import head_from, head_hash, head_position, heads_of
from portal.audit.models import LINES
from portal.audit.trail import Line
from portal.kernel.db import database, reads, session
from portal.kernel.errors import TooBusy
from tests.audit.logbook import LAN, MEN, MINH, a_row, lines_of, verdict, written

THREADS = 20


def together(app: Flask, work: Callable[[int], None]) -> None:
    """Run the work in twenty threads that start at one moment."""
    start = Barrier(THREADS)

    def one(number: int) -> None:
        with app.app_context():
            start.wait()
            work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(THREADS)))


def look(person: object = LAN, number: int = 0) -> Line:
    return Line(event=Event.RECORD_SEEN, about=person, object_ref=str(number))  # type: ignore[arg-type]


def test_twenty_looks_at_one_person_stand_in_one_chain(app: Flask) -> None:
    together(app, lambda number: trail.note(look(number=number)))

    lines = lines_of(LAN)
    assert [line["position"] for line in lines] == list(range(1, THREADS + 1))
    assert all(later["previous"] == line["hash"] for line, later in pairwise(lines))
    assert {line["object_ref"] for line in lines} == {str(number) for number in range(THREADS)}
    assert verdict().fault is None


def test_twenty_who_read_the_same_head_before_still_make_one_chain(app: Flask) -> None:
    written((LAN, 3))
    heads = heads_of(reads(), [LAN])

    together(app, lambda number: trail.note(look(number=number), heads=heads))

    assert len(lines_of(LAN)) == 3 + THREADS
    assert verdict().fault is None


def test_changes_and_looks_at_several_people_do_not_block_each_other(app: Flask) -> None:
    people = [LAN, MINH, MEN]

    def work(number: int) -> None:
        turned = people[number % 3 :] + people[: number % 3]
        if number % 2:
            trail.note(*(look(person, number) for person in turned))
        else:
            trail.record(look(turned[0], number))
            session.commit()

    together(app, work)

    assert verdict().fault is None
    assert verdict().lines == 10 * 3 + 10


def test_several_lines_for_one_person_in_one_note_follow_each_other(app: Flask) -> None:
    trail.note(look(LAN, 1), look(MINH, 2), look(LAN, 3), look(LAN, 4))

    assert [line["object_ref"] for line in lines_of(LAN)] == ["1", "3", "4"]
    assert verdict().fault is None


def test_a_change_given_up_leaves_no_gap(app: Flask) -> None:
    trail.record(look(number=1))
    session.rollback()
    trail.note(look(number=2))

    assert [line["position"] for line in lines_of(LAN)] == [1]


@pytest.mark.hurried
def test_a_chain_held_too_long_by_another_is_busy_and_not_broken(app: Flask) -> None:
    with database().transaction() as another:
        append(another, [a_row(LAN)])

        with pytest.raises(TooBusy):
            trail.note(look())

    trail.note(look())
    assert verdict().lines == 2


def test_a_head_that_came_along_with_the_page_spares_a_statement(
    app: Flask, statements: list[str]
) -> None:
    written((LAN, 2))
    known = reads().execute(sa.select(head_position(LAN), head_hash(LAN))).one()
    nobody = reads().execute(sa.select(head_position(MEN), head_hash(MEN))).one()
    statements.clear()

    trail.note(look(LAN), look(MEN), heads={LAN: head_from(*known), MEN: head_from(*nobody)})

    assert head_from(*nobody) == GENESIS
    assert len(statements) == 1
    assert verdict().lines == 4


def test_a_line_the_database_swallows_is_an_error(app: Flask) -> None:
    """A page whose line cannot be written is not shown."""
    swallow(app)

    with pytest.raises(TooBusy):
        trail.note(look())


def swallow(app: Flask) -> None:
    """Let the database drop every new line in silence."""
    with database().transaction() as connection:
        if database().is_sqlite:
            connection.execute(
                sa.text(
                    "CREATE TRIGGER swallow BEFORE INSERT ON audit_line"
                    " BEGIN SELECT RAISE(IGNORE); END"
                )
            )
            return
        connection.execute(
            sa.text(
                "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RETURN NULL; END $$"
            )
        )
        connection.execute(
            sa.text(
                "CREATE TRIGGER swallow BEFORE INSERT ON audit_line"
                " FOR EACH ROW EXECUTE FUNCTION swallow()"
            )
        )


def test_a_position_exists_once(app: Flask) -> None:
    written((LAN, 1))
    [line] = lines_of(LAN)
    again = {name: value for name, value in line.items() if name != "seq"}

    with pytest.raises(sa.exc.IntegrityError), database().transaction() as connection:
        connection.execute(sa.insert(LINES).values(**again))
