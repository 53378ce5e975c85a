"""What the two people of a statement read on its page, before and after the second word."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cash.test_how_many_queries import asked
from tests.conftest import Time
from tests.fees.money import a_unit, charges_for
from tests.transfers import sheets
from tests.transfers.arriving import arrives
from tests.transfers.brought import PAGE, brings, says, waiting
from tests.transfers.test_a_statement_shows_struck_money import struck
from tests.transfers.test_money_that_never_came import the_return
from tests.transfers.test_return_pages import at

HELD_AGAINST = "hold every new payment below against it"
CONFIRM = "The bank shows the same"


def fact_of(page: str, name: str) -> str:
    """Return what the page says of a statement under this name."""
    found = re.search(rf"<dt>{name}</dt>\s*<dd[^>]*>(.*?)</dd>", page, re.DOTALL)
    assert found, name
    return found[1].strip()


def rows_of(page: str) -> list[str]:
    """Return the rows of the payments, each as its words."""
    table = page.split('id="rows"')[1].split("<tbody>")[1].split("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in table.split("<tr>")[1:]]


def test_what_is_to_be_done_stands_first_and_the_word_after_the_rows(app: Flask) -> None:
    a_unit()
    session.commit()
    brings(at(app, cast.hanh()), sheets.csv(("05/11/2026", "FT1", "", "9.000", "nop phi")))

    page = at(app, cast.dung()).get(f"/desk/money/statements/{waiting()}").text

    assert page.index(HELD_AGAINST) < page.index("<dt>") < page.index("nop phi")
    assert page.index("nop phi") < page.index(CONFIRM)


def test_a_row_shows_what_the_banks_paper_shows_of_it(app: Flask) -> None:
    a_unit()
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "FT26309000123", "", "9.000", "nop phi"),
        ("06/11/2026 7:30:15", "", "", "1.000", "b"),
    )
    brings(at(app, cast.hanh()), content)

    page = at(app, cast.dung()).get(f"/desk/money/statements/{waiting()}").text

    first, second = rows_of(page.replace("\u00a0", " "))
    assert first == "5 Nov 2026 FT26309000123 nop phi 9,000 VND"
    assert second == "7:30, 6 Nov 2026 b 1,000 VND"


def test_who_confirmed_reads_how_much_waits_and_goes_there(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "FT1", "", "1.000", f"MBVCB {ordered.memo}"),
        ("07/11/2026", "FT2", "", "9.000", "không rõ"),
    )
    brings(at(app, cast.hanh()), content)
    dung = at(app, cast.dung())

    page = dung.get(says(dung, "confirm").location).text.replace("\u00a0", " ")

    assert "1 payment of this statement, 9,000 VND, waits for its household" in page
    assert '<a class="button" href="/desk/money">' in page


def test_a_row_that_stands_twice_is_one_payment_and_says_so(app: Flask) -> None:
    a_unit()
    session.commit()
    row = ("05/11/2026", "0001", "", "9.000", "nop phi")
    brings(at(app, cast.hanh()), sheets.csv(row, row))
    dung = at(app, cast.dung())
    path = f"/desk/money/statements/{waiting()}"

    page, again = dung.get(path).text, "Stands twice in this file"
    before = rows_of(page)
    says(dung, "confirm")

    assert [again in each for each in before] == [False, True]
    assert fact_of(page, again) == "1"
    assert fact_of(page, "Known already") == "0"
    assert [again in each for each in rows_of(dung.get(path).text)] == [False, True]


def test_rows_that_were_known_stay_marked_after_the_word(app: Flask, time: Time) -> None:
    unit = a_unit()
    arrives(unit, 5_000, "x", "FT1")
    session.commit()
    time.pass_by(minutes=5)
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    told, new = ("24/11/2026", "FT1", "", "5.000", "x"), ("24/11/2026", "FT2", "", "9.000", "y")
    brings(hanh, sheets.csv(told, new))
    path = f"/desk/money/statements/{waiting()}"
    marks = [["Known already" in row for row in rows_of(dung.get(path).text)]]

    says(dung, "confirm")
    marks.append(["Known already" in row for row in rows_of(dung.get(path).text)])
    time.pass_by(minutes=5)
    brings(hanh, sheets.csv(new, ("24/11/2026", "FT3", "", "2.000", "z")))
    says(dung, "confirm")
    marks.append(["Known already" in row for row in rows_of(dung.get(path).text)])

    assert marks == [[True, False]] * 3


@pytest.mark.parametrize("is_confirmed", [False, True], ids=["waits", "confirmed"])
def test_a_struck_row_leads_to_where_its_striking_is_taken_back(
    app: Flask, is_confirmed: bool
) -> None:
    unit = a_unit()
    arrival = arrives(unit, 5_000, "nộp phí hộ 12", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    struck(hanh, dung, arrival)
    brings(hanh, sheets.csv(("24/11/2026", "FT1", "", "5.000", "nộp phí hộ 12")))
    path = f"/desk/money/statements/{waiting()}"
    if is_confirmed:
        says(dung, "confirm")

    page = dung.get(path).text

    assert "Struck from our books" in page
    assert f'href="/desk/money/returns/{the_return()}"' in page


def test_a_refused_statement_marks_no_row(app: Flask) -> None:
    unit = a_unit()
    arrives(unit, 5_000, "x", "FT1")
    session.commit()
    dung = at(app, cast.dung())
    brings(at(app, cast.hanh()), sheets.csv(("24/11/2026", "FT1", "", "5.000", "x")))
    path = f"/desk/money/statements/{waiting()}"
    says(dung, "refuse")

    (row,) = rows_of(dung.get(path).text)

    assert "Known already" not in row


def test_what_a_closed_account_brought_offers_no_button_that_must_fail(app: Flask) -> None:
    a_unit()
    session.commit()
    hanh, dung = cast.hanh(), at(app, cast.dung())
    brings(at(app, hanh), sheets.csv(("05/11/2026", "FT1", "", "9.000", "x")))
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == hanh.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()

    page = dung.get(f"/desk/money/statements/{waiting()}").text

    assert CONFIRM not in page
    assert "Refuse it, then bring the file anew" in page
    assert "Refuse it</button>" in page


def test_a_file_that_waits_is_said_to_wait_and_shown_where(app: Flask) -> None:
    a_unit()
    session.commit()
    hanh = at(app, cast.hanh())
    content = sheets.csv(("05/11/2026", "FT1", "", "9.000", "x"))
    brings(hanh, content)
    path = f"/desk/money/statements/{waiting()}"

    while_it_waits = brings(hanh, content)
    says(at(app, cast.dung()), "confirm")
    afterwards = brings(hanh, content)

    assert (while_it_waits.status_code, afterwards.status_code) == (422, 422)
    assert "waits for a colleague" in while_it_waits.text
    assert f'href="{path}"' in while_it_waits.text
    assert "Nothing in it is new" not in while_it_waits.text
    assert "Nothing in it is new" in afterwards.text


def test_the_page_asks_as_often_for_many_colleagues_and_many_rows(
    app: Flask, statements: list[str]
) -> None:
    a_unit()
    session.commit()
    hanh = at(app, cast.hanh())
    any_page = asked(hanh, "/staff/", statements)

    def asked_with(rows: int) -> int:
        content = [("05/11/2026", f"FT{each}", "", "9.000", "x") for each in range(rows)]
        brings(hanh, sheets.csv(*content))
        times = asked(hanh, f"/desk/money/statements/{waiting()}", statements)
        says(hanh, "refuse")
        return times

    before = asked_with(1)
    for number in range(4):
        cast.a_staff_member(f"moi{number}", f"Vi Văn Mới {number}", Role.STATION_STAFF)
    session.commit()

    assert asked_with(30) == before <= any_page + 10


def test_money_of_which_the_day_alone_is_known_shows_no_time(app: Flask) -> None:
    a_unit()
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "FT1", "", "9.000", "x"), ("06/11/2026 7:30:15", "FT2", "", "9.000", "y")
    )
    brings(at(app, cast.hanh()), content)
    dung = at(app, cast.dung())
    says(dung, "confirm")

    page = dung.get("/desk/money").text

    assert "0:00, 5 Nov" not in page.replace("\u00a0", " ")
    assert ">5 Nov 2026</a>" in page.replace("\u00a0", " ")
    assert ">7:30, 6 Nov 2026</a>" in page.replace("\u00a0", " ")


def test_the_statements_brought_lately_name_who_brought_them(app: Flask) -> None:
    a_unit()
    session.commit()
    hanh = at(app, cast.hanh())
    brings(hanh, sheets.csv(("05/11/2026", "FT1", "", "9.000", "x")))

    listed = hanh.get(PAGE).text.split('id="statements"')[1].split("</section>")[0]

    assert "Lò Thị Hạnh" in listed
