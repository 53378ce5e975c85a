"""The report by village of one month: which days it covers, what it counts, who takes it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.config import Progress
from portal.fees.annulling import annul
from portal.immunisation.models import Dose
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.months import CalendarMonth
from portal.kernel.partial_date import Precision, add_months
from portal.ledger.models import Book
from portal.ledger.moves import cash_of
from portal.people.models import Membership, Person
from portal.progress import periods
from portal.progress.report import report_of
from portal.record.kinds import Answer
from portal.record.models import HistoryAnswer
from portal.staff.roles import Role
from portal.visits.models import Encounter
from tests import cast
from tests.cast import RECORDED, STATION, Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees.money import books, charges_for
from tests.oversight.openings import as_signed_in
from tests.oversight.test_exporting_reports import cells
from tests.progress.commune import ONE, OTHER, TwoVillages, a_record, head_of, pay, two_villages
from tests.progress.test_figures_by_village import row_of

NOVEMBER = CalendarMonth(date(2026, 11, 1))
PAGE = "/desk/figures/months/2026-11"


@pytest.mark.parametrize(
    ("month", "today", "since", "until"),
    [
        (date(2026, 11, 1), date(2026, 11, 24), date(2026, 10, 20), date(2026, 11, 19)),
        (date(2026, 11, 1), date(2026, 11, 5), date(2026, 10, 20), date(2026, 11, 5)),
        (date(2026, 1, 1), date(2026, 2, 1), date(2025, 12, 20), date(2026, 1, 19)),
    ],
    ids=["finished", "running", "over New Year"],
)
def test_a_report_goes_on_where_the_last_one_ended(
    month: date, today: date, since: date, until: date
) -> None:
    assert periods.of_report(CalendarMonth(month), 19, today) == periods.Period(
        since=since, until=until
    )


@pytest.mark.parametrize(
    ("today", "first_day"),
    [
        (date(2026, 11, 19), date(2026, 11, 1)),
        (date(2026, 11, 20), date(2026, 12, 1)),
        (date(2026, 12, 20), date(2027, 1, 1)),
    ],
    ids=str,
)
def test_from_the_20th_on_the_next_report_runs(today: date, first_day: date) -> None:
    assert periods.running(19, today) == CalendarMonth(first_day)


def test_a_day_ends_at_midnight_in_viet_nam() -> None:
    period = periods.of_report(NOVEMBER, 19, date(2026, 11, 24))

    assert period.ends_at == datetime(2026, 11, 19, 17, tzinfo=UTC)


def the_other_parts(member: Member) -> None:
    """Write down something of parts B, C and D."""
    person = {"person_id": member.person_id, **RECORDED}
    session.add(HistoryAnswer(item="smoking", answer=Answer.NO, **person))
    session.add(
        Dose(
            id=uuid4(),
            vaccine_key="x",
            vaccine_name="x",
            given_on=date(2026, 8, 1),
            given_precision=Precision.DAY,
            **person,
        )
    )
    session.add(
        Encounter(
            id=uuid4(),
            facility_code=STATION,
            external_id="V1",
            content_hash=b"",
            started_at=datetime(2026, 8, 1, 2, tzinfo=UTC),
            **person,
        )
    )


def test_the_report_counts_what_was_there_at_its_end(visitor: InspectingClient, time: Time) -> None:
    time.pass_by(days=-5)  # 19 November
    villages, hanh = two_villages(), cast.hanh()
    the_other_parts(villages.lan)
    pay(villages, villages.lan, taker=hanh)
    time.pass_by(days=5)
    pay(villages, villages.men, taker=hanh)
    a_record(villages.hung, date(2026, 11, 22))
    cast.sign_in_staff(visitor, hanh)
    visitor.set_cookie("language", "en")

    page = visitor.get(PAGE).text

    # people, records, full, %, new, accounts, paid for, đồng, of it in the month
    one, other = ([cell.strip() for cell in _cells(page, village)] for village in (ONE, OTHER))
    assert one == ["3", "2", "1", "66.7", "1", "2", "1", "1,000\xa0VND", "1,000\xa0VND"]
    assert other == ["1", "0", "0", "0", "0", "1", "0", "0\xa0VND", "0\xa0VND"]
    assert "From 20 Oct 2026 to 19 Nov 2026" in page


def _cells(page: str, village: str) -> list[str]:
    return row_of(page.replace(f'row">{village}', f'row"><a>{village}</a>'), village)


def test_the_files_leave_room_for_difficulties(visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")

    found = cells(visitor.get(f"{PAGE}/xlsx").data)
    paper = PdfReader(io.BytesIO(visitor.get(f"{PAGE}/pdf").data)).pages[0].extract_text()

    assert ("inlineStr", "Difficulties") in found
    assert ("inlineStr", ONE) in found
    assert "Sở Y tế" in paper
    assert "Difficulties" in paper
    assert "population as of 19 Nov 2026" in " ".join(paper.split())
    assert "Xã Đồng Sen, day …… month …… year" in paper
    assert "Head of the station" in paper
    assert "private facts" not in paper


def test_a_past_month_keeps_who_lived_there(visitor: InspectingClient) -> None:
    villages = two_villages()
    for member, left_on in ((villages.lan, date(2026, 11, 20)), (villages.men, date(2026, 11, 19))):
        session.execute(
            sa.update(Membership)
            .where(Membership.person_id == member.person_id)
            .values(left_on=left_on)
        )
    session.execute(
        sa.update(Person)
        .where(Person.id == villages.hung.person_id)
        .values(deceased_on=date(2026, 11, 21))
    )
    cast.sign_in_staff(visitor, cast.hanh())

    page = visitor.get(PAGE).text

    assert "19/11/2026" in page
    assert [_cells(page, village)[0] for village in (ONE, OTHER)] == ["2", "1"]


def test_who_came_after_the_end_of_a_month_is_not_in_it(visitor: InspectingClient) -> None:
    villages = two_villages()
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id == villages.lan.person_id)
        .values(joined_on=date(2026, 11, 20))
    )
    cast.sign_in_staff(visitor, cast.hanh())

    assert _cells(visitor.get(PAGE).text, ONE)[0] == "2"


def test_no_money_stands_in_no_report_or_in_two(app: Flask, time: Time) -> None:
    villages, hanh = _paid_over_two_new_years(time)
    desk = replace(as_signed_in(hanh), commune="Xã Đồng Sen", roles=frozenset({Role.STATION_STAFF}))
    months = [CalendarMonth(add_months(date(2026, 1, 1), later)) for later in range(13)]

    reports = [report_of(desk, month, Progress(), clock.today()) for month in months]

    told = [
        {year: fee.lately for year, fee in zip(each.years, each.fees, strict=True)}
        for each in reports
    ]
    assert sum(sum(each.values()) for each in told) == -books(villages.unit)[Book.FEES] == 4_000
    assert told[0] == {2025: 1_000, 2026: 1_000}
    assert told[2] == {2025: 1_000, 2026: 1_000}
    assert told[3] == {2026: -1_000}
    assert told[12] == {2026: 1_000, 2027: 0}
    assert [fee.paid for fee in reports[12].fees] == [2_000, 0]
    assert [fee.paid for fee in reports[2].fees] == [2_000, 2_000]


def _paid_over_two_new_years(time: Time) -> tuple[TwoVillages, StaffCast]:
    """Pay 2025 and 2026 in days on both sides of cut-offs, and take one payment back."""
    time.now = datetime(2025, 12, 10, 1, tzinfo=UTC)
    villages, hanh = two_villages(), cast.hanh()
    earlier = replace(villages, charges=charges_for(villages.household, villages.unit, 2025))
    time.now = datetime(2025, 12, 19, 17, tzinfo=UTC)  # the first moment of 20 December
    pay(earlier, villages.lan, taker=hanh)
    time.now = datetime(2026, 1, 19, 16, 59, tzinfo=UTC)
    pay(villages, villages.lan, taker=hanh)
    time.now = datetime(2026, 3, 1, 1, tzinfo=UTC)
    pay(earlier, villages.men, taker=hanh)
    wrong = pay(villages, villages.men, taker=hanh)
    time.now = datetime(2026, 4, 1, 1, tzinfo=UTC)
    annul(
        wrong.receipt_id,
        "sai hộ",
        cash_of(hanh.staff_id),
        by=replace(as_signed_in(hanh), commune="Xã Đồng Sen"),
    )
    time.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    pay(villages, villages.men, taker=hanh)
    time.now = datetime(2027, 1, 25, 1, tzinfo=UTC)
    session.commit()
    return villages, hanh


def test_the_page_of_january_has_columns_for_both_years(
    visitor: InspectingClient, time: Time
) -> None:
    _paid_over_two_new_years(time)
    nhung = cast.a_staff_member("nhung", "Lò Thị Nhung", Role.STATION_STAFF)
    cast.sign_in_staff(visitor, nhung)  # who was seen last year would have to be let in again
    visitor.set_cookie("language", "en")

    page = visitor.get("/desk/figures/months/2026-01").text

    for year in (2025, 2026):
        assert f"Fee of {year} collected in the month" in page
    assert _cells(page, ONE)[-6:] == [
        "1", "1,000\xa0VND", "1,000\xa0VND", "1", "1,000\xa0VND", "1,000\xa0VND",
    ]  # fmt: skip
    assert "Fee of 2025" not in visitor.get("/desk/figures/months/2026-04").text


def test_the_head_of_a_village_reads_its_line_and_takes_no_file(visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, head_of(ONE))

    page = visitor.get(PAGE).text

    assert ONE in page
    assert OTHER not in page
    for end in ("xlsx", "pdf"):
        assert visitor.get(f"{PAGE}/{end}").status_code == 404


def test_another_commune_finds_nothing_of_this_one(visitor: InspectingClient) -> None:
    two_villages()
    cast.sign_in_staff(visitor, cast.elsewhere())

    assert ONE not in visitor.get(PAGE).text


@pytest.mark.parametrize("typed", ["2027-01", "2026-13", "hello"])
def test_a_month_that_has_not_begun_is_not_found(visitor: InspectingClient, typed: str) -> None:
    cast.sign_in_staff(visitor, cast.hanh())

    assert visitor.get(f"/desk/figures/months/{typed}").status_code == 404


@pytest.mark.parametrize(
    ("days", "is_reminded"), [(-10, False), (-9, True), (-5, True), (-4, False), (0, False)]
)
def test_the_station_is_reminded_in_the_days_before(
    visitor: InspectingClient, time: Time, days: int, is_reminded: bool
) -> None:
    time.pass_by(days=days)  # from 24 November on; the last day is the 19th
    two_villages()
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")

    for path in ("/desk/figures", PAGE):
        assert ("has to be sent by 19 Nov 2026" in visitor.get(path).text) is is_reminded


def test_choosing_a_month_leads_to_its_report(app: Flask, visitor: InspectingClient) -> None:
    cast.sign_in_staff(visitor, cast.hanh())

    answer = visitor.get("/desk/figures/months?month=2026-10")

    assert answer.location == "/desk/figures/months/2026-10"
    assert visitor.get("/desk/figures/months").location == PAGE
