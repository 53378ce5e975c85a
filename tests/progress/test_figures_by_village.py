"""Records, accounts and the fee by village: who reads which, and that they add up."""

import re
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.annulling import annul
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.ledger.moves import cash_of
from portal.people.models import Membership, Person
from portal.people.places import Household
from portal.progress import open_reports
from portal.progress.figures import Figures
from tests import cast
from tests.client import InspectingClient
from tests.oversight.openings import as_signed_in
from tests.oversight.reports import a_report
from tests.oversight.test_exporting_reports import cells
from tests.progress.commune import (
    ONE,
    OTHER,
    head_of,
    opened_on,
    pay,
    two_villages,
)

PAGE = "/desk/figures"
BUDGET = 6
# How much waits for a word, beside a line of the menu: the queries of every feature.
WAITING = 8


def row_of(page: str, village: str) -> list[str]:
    """Return the figures of one row of the table."""
    row = page.split(f">{village}</a>")[1].split("</tr>")[0]
    return [re.sub("<[^>]*>", "", cell.split("</td>")[0]) for cell in row.split("data-number>")[1:]]


def card(page: str, name: str) -> str:
    text = page.split(f'id="{name}"')[1].split("</section>")[0]
    return " ".join(re.sub("<[^>]*>", " ", text.partition(">")[2]).split())


def test_the_desk_reads_every_village_of_its_commune_the_lowest_first(
    visitor: InspectingClient,
) -> None:
    villages, hanh = two_villages(), cast.hanh()
    pay(villages, villages.lan, villages.men, taker=hanh)
    cast.sign_in_staff(visitor, hanh)
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    assert row_of(page, ONE) == ["3", "2", "66.7", "66.7", "2,000\xa0VND"]
    assert row_of(page, OTHER) == ["1", "0", "0", "0", "0\xa0VND"]
    assert page.index(f">{OTHER}</a>") < page.index(f">{ONE}</a>")
    assert card(page, "records").startswith("People with a record 2 / 4 50% , 2 more to reach 95%")
    assert card(page, "fee") == "Fee of 2026 collected 2,000\xa0VND 50% of 4,000\xa0VND".replace(
        "\xa0", " "
    )


def test_an_annulled_receipt_counts_as_unpaid(visitor: InspectingClient) -> None:
    villages, hanh = two_villages(), cast.hanh()
    paid = pay(villages, villages.lan, villages.men, taker=hanh)
    annul(
        paid.receipt_id,
        "sai hộ",
        cash_of(hanh.staff_id),
        by=replace(as_signed_in(hanh), commune="Xã Đồng Sen"),
    )
    cast.sign_in_staff(visitor, hanh)

    assert row_of(visitor.get(PAGE).text, ONE)[-2:] == ["0", "0\xa0đ"]


def test_an_unpaid_charge_that_is_no_longer_asked_counts_nowhere(
    visitor: InspectingClient,
) -> None:
    villages, hanh = two_villages(), cast.hanh()
    session.execute(
        sa.text("UPDATE fee_charge SET cancelled_at = :now, cancelled_why = 'moved'"),
        {"now": clock.now()},
    )
    cast.sign_in_staff(visitor, hanh)
    visitor.set_cookie("language", "en")

    assert villages.charges
    assert "The fee of this year is not asked yet." in visitor.get(PAGE).text


def test_accounts_of_this_month_are_told_apart(visitor: InspectingClient) -> None:
    villages = two_villages()
    opened_on(villages.lan, days_ago=40)
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")

    assert card(visitor.get(PAGE).text, "accounts").endswith(", 2 more this month")


def test_the_head_of_a_village_reads_that_village_alone(visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, head_of(ONE))
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    assert row_of(page, ONE)
    assert OTHER not in page
    assert "People with a record 2 / 3" in card(page, "records")
    assert 'id="reports"' not in page
    assert ".xlsx" not in page
    for end in (".xlsx", ".pdf"):
        assert visitor.get(PAGE + end).status_code == 404


@pytest.mark.parametrize("end", ["", ".xlsx"], ids=["page", "file"])
def test_the_desk_of_another_commune_finds_nothing(visitor: InspectingClient, end: str) -> None:
    villages, hanh = two_villages(), cast.hanh()
    pay(villages, villages.lan, taker=hanh)
    cast.sign_in_staff(visitor, cast.elsewhere())

    answer = visitor.get(PAGE + end)

    assert answer.status_code == 200
    if end:
        assert [text for kind, text in cells(answer.data) if kind == "n"] == ["0"] * 5
    else:
        assert ONE not in answer.text
        assert "1.000" not in answer.text


def test_people_without_a_village_stand_in_a_line_of_their_own(visitor: InspectingClient) -> None:
    villages = two_villages()
    session.execute(
        sa.update(Household).where(Household.id == villages.household).values(village_id=None)
    )
    session.execute(sa.text("UPDATE fee_charge SET village_id = NULL"))
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    assert "No village entered" in page
    assert "2 / 4" in card(page, "records")
    assert "of 4,000" in card(page, "fee")


def test_people_who_died_or_moved_away_are_not_counted(visitor: InspectingClient) -> None:
    villages = two_villages()
    session.execute(
        sa.update(Person)
        .where(Person.id == villages.lan.person_id)
        .values(deceased_on=date(2026, 11, 1))
    )
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id == villages.men.person_id)
        .values(left_on=date(2026, 11, 1))
    )
    cast.sign_in_staff(visitor, cast.hanh())

    assert row_of(visitor.get(PAGE).text, ONE)[:2] == ["1", "0"]


def test_open_reports_of_the_commune_are_counted(app: Flask) -> None:
    villages = two_villages()
    a_report(villages.lan, "dispute:administrative")

    today = clock.today()
    assert open_reports.of_commune("Xã Đồng Sen", today).open == 1
    assert open_reports.of_commune("Xã Nà Hoa", today).open == 0
    assert open_reports.of_commune("Xã Đồng Sen", date(2099, 1, 1)).late == 1


def test_the_files_hold_what_the_page_says_and_leave_a_line(visitor: InspectingClient) -> None:
    villages, hanh = two_villages(), cast.hanh()
    pay(villages, villages.lan, taker=hanh)
    cast.sign_in_staff(visitor, hanh)
    visitor.set_cookie("language", "en")

    found = cells(visitor.get(f"{PAGE}.xlsx").data)
    paper = visitor.get(f"{PAGE}.pdf")

    assert ("inlineStr", ONE) in found
    assert [text for kind, text in found[-7:] if kind == "n"] == [
        "4", "2", "50", "3", "4000", "1000", "25",
    ]  # fmt: skip
    assert paper.mimetype == "application/pdf"
    seen = sa.select(AuditLine.object_ref).where(AuditLine.event == Event.REPORT_SEEN)
    assert sorted(map(str, reads().scalars(seen))) == [
        "report:figures:pdf",
        "report:figures:xlsx",
    ]


@pytest.mark.parametrize(
    ("people", "records", "lacking"),
    [(0, 0, 0), (100, 94, 1), (100, 95, 0), (4506, 4213, 68), (1, 0, 1)],
)
def test_what_lacks_to_the_target_is_whole_records(people: int, records: int, lacking: int) -> None:
    assert Figures(people=people, records=records).lacking(95) == lacking


@pytest.mark.parametrize("many", [1, 12])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/months/2026-11"], ids=["figures", "month"])
def test_the_page_sends_few_statements_however_many_villages(
    visitor: InspectingClient, statements: list[str], path: str, many: int
) -> None:
    two_villages()
    for number in range(many):
        cast.a_village(f"Thôn {number}")
    for member, most in ((head_of(ONE), BUDGET), (cast.hanh(), BUDGET + WAITING)):
        cast.sign_in_staff(visitor, member)
        statements.clear()
        visitor.get(path)
        assert len(statements) <= most, "\n".join(statements)
