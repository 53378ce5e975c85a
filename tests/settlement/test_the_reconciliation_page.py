"""Who reads the reconciliation of which unit, what it says, and the command beside it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.kernel.db import reads, session
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import a_unit, books, charges_for
from tests.settlement.mess import a_mess, arrives

PAGE = "/desk/money/reconciliation"
# One statement for each table of the page, one for all rows that do not agree.
READS = 10
# Session, unit, the two of the line that says who looked, and the end of the snapshot.
ANY_PAGE = 5
# How much waits for a word of an auditor, beside a line of the menu.
WAITING = 3
AGREES = "agree to the đồng"


def touch_a_box() -> None:
    session.execute(sa.text("UPDATE cash_box SET held = held + 500 WHERE held > 0"))
    session.commit()


def test_the_head_reads_where_the_money_is(visitor: InspectingClient) -> None:
    mess = a_mess()
    cast.sign_in_staff(visitor, mess.dung)
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    assert AGREES in page
    books = page.split('id="books"')[1].split("</section>")[0]
    assert re.findall(r"-?[\d,]+(?=\xa0VND)", books) == [
        *("1,000", "0", "3,500", "0", "1,000", "0", "5,500"),
        *("4,000", "1,500", "5,500"),
    ]
    assert "Receipts 1 to 4: 4,000\xa0VND in force, 1 annulled" in page
    assert "Lò Thị Hạnh" in page.split('id="cash"')[1]
    assert "500\xa0VND" in page.split('id="short"')[1]
    assert "Hà Thị Lan" not in page


@pytest.mark.parametrize("role", [Role.STATION_HEAD, Role.AUDITOR], ids=lambda role: role.value)
def test_a_difference_is_shown_to_two_people(visitor: InspectingClient, role: Role) -> None:
    mess = a_mess()
    touch_a_box()
    cast.sign_in_staff(visitor, mess.dung if role is Role.STATION_HEAD else cast.sy())
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    assert AGREES not in page
    said = page.split('id="differences"')[1].split("</ul>")[0]
    assert "Lò Thị Hạnh): 1,500\xa0VND and 1,000\xa0VND" in said


def test_an_auditor_chooses_among_all_units_and_leaves_a_line(visitor: InspectingClient) -> None:
    a_mess()
    a_unit("Xã Nà Hoa", "NH")
    sy = cast.sy()
    cast.sign_in_staff(visitor, sy)

    page = visitor.get(f"{PAGE}?commune=Xã Nà Hoa&year=2026").text

    assert "UBND xã nà hoa" in page
    assert "Lò Thị Hạnh" not in page
    seen = sa.select(AuditLine.section).where(AuditLine.event == Event.REPORT_SEEN)
    assert list(reads().scalars(seen)) == ["money"]


def test_the_head_of_another_commune_reads_nothing_of_this_one(visitor: InspectingClient) -> None:
    a_mess()
    other = cast.a_staff_member("bay", "Cầm Văn Bảy", Role.STATION_HEAD, commune="Xã Nà Hoa")
    cast.sign_in_staff(visitor, other)
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE)

    assert "Nobody collects here yet" in page.text
    assert visitor.get(f"{PAGE}?commune=Xã Đồng Sen").status_code == 404


def test_those_who_take_the_money_do_not_reconcile_it(visitor: InspectingClient) -> None:
    mess = a_mess()
    cast.sign_in_staff(visitor, mess.hanh)

    assert visitor.get(PAGE).status_code == 404


def test_the_page_sends_as_many_statements_for_many_receipts(
    visitor: InspectingClient, statements: list[str]
) -> None:
    mess = a_mess()
    cast.sign_in_staff(visitor, cast.sy())
    statements.clear()
    visitor.get(PAGE)
    once = len(statements)
    for number in range(5):
        arrives(mess.unit, 100, f"Z{number}")
    session.commit()
    statements.clear()

    visitor.get(PAGE)

    assert len(statements) == once
    assert once <= READS + ANY_PAGE + WAITING, "\n".join(statements)


def test_the_command_says_where_the_money_is_and_that_all_agrees(app: Flask) -> None:
    a_mess()

    said = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert said.exit_code == 0, said.output
    assert "Xã Đồng Sen" in said.output
    assert "rows and books agree" in said.output
    assert "4.000\xa0đ" in said.output
    assert "-" not in said.output.split("Xã Đồng Sen")[1]


def test_the_command_fails_on_a_difference(app: Flask) -> None:
    a_mess()
    touch_a_box()

    said = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert said.exit_code == 1
    assert "(Lò Thị Hạnh): 1.500\xa0đ" in said.output


def test_the_command_lets_orders_run_out_and_places_what_completes_one(
    app: Flask, time: Time
) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men())
    one, other = charges_for(household, unit).values()
    paid = order([one], household, Method.TRANSFER)
    left = order([other], household, Method.TRANSFER)
    arrives(unit, 1_000, "FT1", paid)  # and a crash before it was placed
    session.commit()
    time.now += timedelta(days=31)

    first = app.test_cli_runner().invoke(args=["fees", "reconcile"])
    again = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert "2 orders ran out, 1 paid" in first.output, first.output
    assert "0 orders ran out, 0 paid" in again.output
    rows = reads().execute(sa.select(FeeOrder.id, FeeOrder.state))
    states = {row.id: row.state for row in rows}
    assert states == {paid.id: OrderState.PAID, left.id: OrderState.EXPIRED}
    assert sorted(books(unit).values()) == [-1_000, 1_000]


def test_money_a_provider_doubts_waits_for_people(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    (charge,) = charges_for(household, unit).values()
    arrives(unit, 1_000, "V1", order([charge], household, Method.VNPAY))
    session.execute(sa.text("UPDATE fee_arrival SET odd = true"))
    session.commit()

    said = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert "0 paid" in said.output
