"""How many statements each page of the watchers sends, however much there is to show."""

import pytest

from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.emergency.steps import address, opens
from tests.oversight.openings import an_opening
from tests.oversight.reports import a_report, newest_line

BUDGET = 8
# How much waits for a word, beside a line of the menu: the queries of every feature.
WAITING = 9


@pytest.mark.parametrize("many", [1, 12])
def test_pages_of_the_watchers_keep_to_their_budget(
    visitor: InspectingClient, statements: list[str], many: int
) -> None:
    men, quan = cast.men(), cast.quan()
    openings = [an_opening(men, quan) for _ in range(many)]
    report = a_report(men, f"look:{newest_line()}")
    pages = {
        cast.dung: (
            "/oversight/reviews",
            f"/oversight/reviews/{openings[0]}",
            "/oversight/counts",
            "/oversight/upkeep",
            "/oversight/cases",
            f"/oversight/cases/{report}",
        ),
        cast.sy: ("/oversight/log", "/oversight/staff", f"/oversight/staff/{quan.staff_id}"),
    }
    for member, paths in pages.items():
        cast.sign_in_staff(visitor, member())
        for path in paths:
            statements.clear()
            assert visitor.get(path).status_code == 200
            assert len(statements) <= BUDGET + WAITING, f"{path} sends {len(statements)}"


def test_the_emergency_card_comes_in_few_statements(
    visitor: InspectingClient, statements: list[str]
) -> None:
    men, quan = cast.men(), cast.quan()
    session.commit()
    cast.sign_in_staff(visitor, quan)

    statements.clear()
    visitor.get(address(men.person_id))
    assert len(statements) <= 4
    opens(visitor, quan, men.person_id)
    statements.clear()
    visitor.get(address(men.person_id, "/card"))
    assert len(statements) <= 11, "\n\n".join(statements)
