"""A page costs the same number of statements whether a record is thin or thick."""

from flask import Flask

from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.performance import pages
from tests.performance.full_records import fill


def test_a_page_keeps_to_its_statements_however_much_there_is(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    thin, thick = cast.lan(), cast.hung()
    newest = {thin: fill(thin, 1), thick: fill(thick, 500)}
    session.commit()

    counts = {
        member: _count(visitor, member, pages.of_a_resident(member, newest[member]), statements)
        for member in (thin, thick)
    }

    budgets = list(pages.of_a_resident(thin, newest[thin]).items())
    for (page, budget), of_thin, of_thick in zip(budgets, counts[thin], counts[thick], strict=True):
        assert of_thin == of_thick, f"{page}: {of_thin} statements for 1 row, {of_thick} for 500"
        assert of_thick <= budget, f"{page} sends {of_thick} statements"


def test_home_sends_the_same_statements_for_one_child_and_for_five(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    mother = cast.lan()
    fill(cast.minh(mother), 1)
    session.commit()
    cast.sign_in(visitor, mother)
    [with_one] = _count(visitor, None, {"/home": 8}, statements)
    for _ in range(4):
        fill(cast.minh(mother), 1)
    session.commit()

    [with_five] = _count(visitor, None, {"/home": 8}, statements)

    assert with_one == with_five <= 8


def _count(
    visitor: InspectingClient,
    member: cast.Member | None,
    addresses: dict[str, int],
    statements: list[str],
) -> list[int]:
    if member is not None:
        cast.sign_in(visitor, member)
    counts = []
    for address in addresses:
        statements.clear()
        answer = visitor.get(address)
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
        counts.append(len(statements))
    return counts
