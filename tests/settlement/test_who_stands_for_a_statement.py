"""The reconciliation names both people who stand for a statement: no bank signs one."""

from flask import Flask

from tests import cast
from tests.fees.money import a_unit
from tests.settlement.test_messengers_and_statements import a_row, brought
from tests.transfers.test_return_pages import at


def test_who_brought_a_statement_and_who_confirmed_it_stand_beside_each_other(app: Flask) -> None:
    brought(a_unit(), a_row("FT8", days_ago=6))

    page = at(app, cast.sy()).get("/desk/money/reconciliation").text

    row = page.split('id="statements"')[1].split("<tbody>")[1].split("</tr>")[0]
    assert row.index("Lò Thị Hạnh") < row.index("Hoàng Văn Dũng")
    assert "who compared it with the bank’s own paper" in page
