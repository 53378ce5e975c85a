"""Head and auditor cannot miss what one word took back: mistakes and annulled receipts."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees import exemptions, mistakes
from portal.fees.order_models import Receipt
from portal.fees.units import unit_of
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.receiving.undoing import undo
from portal.settlement import undone
from portal.settlement.undone import Report
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from tests import cast
from tests.cash.steps import Collected, a_collecting_commune, at, collects, gives_back, take
from tests.cast import StaffCast
from tests.conftest import Time

PAGE = "/desk/money/reconciliation"


def ends(household: UUID, charge: UUID, why: str, *, by: StaffCast) -> None:
    """End a charge as a mistake."""
    session.commit()
    found = exemptions.opened(household, collects(by))
    assert found is not None
    mistakes.end(charge, found, why, by=collects(by))
    session.commit()


def annulled(app: Flask, commune: Collected, taker: StaffCast, by: StaffCast) -> None:
    """Let cash of 1,000 đ be taken and given back, and its receipt be annulled."""
    session.commit()
    assert take(at(app, taker), commune.lans, commune.charges[0]).status_code == 303
    newest = session.scalars(sa.select(Receipt.id).order_by(Receipt.number.desc()).limit(1)).one()
    gives_back(taker, newest)
    undo(newest, "ghi nhầm hộ", by=collects(by))
    session.commit()


def read(year: int = 2026) -> Report:
    unit = unit_of(reads(), "Xã Đồng Sen")
    assert unit is not None
    return undone.undone(unit, year)


def section(page: str) -> str:
    return page.split('id="taken-back"')[1].split("</section>")[0]


def test_the_newest_stands_first_with_amount_reason_and_who_did_it(app: Flask, time: Time) -> None:
    commune, hanh, dung = a_collecting_commune(), cast.hanh(), cast.dung()
    annulled(app, commune, hanh, dung)
    time.pass_by(minutes=5)
    ends(commune.hungs, commune.hungs_charges[0], "người này ở xã khác", by=hanh)

    page = section(at(app, dung).get(PAGE).text)

    assert page.index("người này ở xã khác") < page.index("DS-2026-000001")
    for said in ("Charge ended as a mistake", "H2", "H1", "ghi nhầm hộ"):
        assert said in page
    assert "the newest 2 of 2, together 2,000\xa0VND" in page
    assert "account closed" not in page
    assert "Hà Thị Lan" not in page


def test_each_member_of_staff_is_read_with_their_sum(app: Flask) -> None:
    commune, hanh, dung = a_collecting_commune(), cast.hanh(), cast.dung()
    annulled(app, commune, hanh, dung)
    annulled(app, commune, hanh, dung)
    ends(commune.hungs, commune.hungs_charges[0], "ghi nhầm", by=hanh)

    found = read()

    sums = [(each.by, each.charges, each.receipts, each.amount) for each in found.by_member]
    assert [(charges, receipts, amount) for _by, charges, receipts, amount in sums] == [
        (0, 2, 2_000),
        (1, 0, 1_000),
    ]
    assert "Hoàng Văn Dũng" in sums[0][0]
    assert (found.count, found.amount) == (3, 3_000)


def test_what_is_not_shown_any_more_still_counts(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undone, "NEWEST", 1)
    commune, hanh, dung = a_collecting_commune(), cast.hanh(), cast.dung()
    annulled(app, commune, hanh, dung)
    annulled(app, commune, hanh, dung)

    page = section(at(app, dung).get(PAGE).text)

    assert "the newest 1 of 2, together 2,000\xa0VND" in page
    assert "DS-2026-000002" in page
    assert "DS-2026-000001" not in page


def test_a_charge_that_is_asked_again_is_taken_back_no_more(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    ends(commune.lans, commune.charges[0], "ghi nhầm", by=hanh)
    home = exemptions.opened(commune.lans, collects(hanh))
    assert home is not None
    mistakes.ask_again(commune.charges[0], home, by=collects(hanh))
    session.commit()

    assert read().count == 0


def test_each_year_and_each_unit_has_its_own(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    ends(commune.lans, commune.charges[0], "ghi nhầm", by=hanh)
    other = cast.a_staff_member("bay", "Cầm Văn Bảy", Role.STATION_HEAD, commune="Xã Nà Hoa")

    assert read(2025).count == 0
    assert read(2026).count == 1
    assert "taken-back" not in at(app, other).get(PAGE).text
    assert at(app, hanh).get(PAGE).status_code == 404


@pytest.mark.parametrize(("days", "said"), [(0, "0 days"), (1, "1 day"), (30, "30 days")])
def test_an_account_closed_soon_after_it_paid_back_stands_out(
    app: Flask, time: Time, days: int, said: str
) -> None:
    commune, hanh, dung = a_collecting_commune(), cast.hanh(), cast.dung()
    annulled(app, commune, hanh, dung)
    time.pass_by(days=days)
    _closed(hanh)

    page = section(at(app, dung).get(PAGE).text)

    [line] = [row for row in page.split("<tr>") if "DS-2026-000001" in row]
    assert f"account closed {said} later" in line
    assert "Lò Thị Hạnh" in line


def test_an_account_closed_long_after_does_not(app: Flask, time: Time) -> None:
    commune, hanh, dung = a_collecting_commune(), cast.hanh(), cast.dung()
    annulled(app, commune, hanh, dung)
    time.pass_by(days=31)
    _closed(hanh)

    assert [each.closed_after for each in read().newest] == [None]


def test_an_auditor_reads_it_too(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    ends(commune.lans, commune.charges[0], "ghi nhầm", by=hanh)

    assert "ghi nhầm" in section(at(app, cast.sy()).get(PAGE).text)


def test_a_year_nobody_collected_in_is_not_found(app: Flask) -> None:
    a_collecting_commune()
    dung = at(app, cast.dung())

    for year in (0, 2019, 2101, 99_999):
        assert dung.get(f"{PAGE}?year={year}").status_code == 404


def _closed(member: StaffCast) -> None:
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()
