"""J8: a village head collects cash, one has paid by QR, the station counts 2,000 đ less."""

from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from portal.audit.trail import NOBODY
from portal.cash import boxes
from portal.fees import units
from portal.fees.models import Charge
from portal.fees.order_models import Method
from portal.fees.ordering import IS_OPEN, order
from portal.fees.paying import Collector, settle
from portal.kernel import clock, formats
from portal.kernel.db import reads, session
from portal.ledger.moves import UNPLACED
from portal.people.places import Household, Village
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.staff.queries import member_named
from tests.browser.commune import Commune
from tests.browser.desk import Desk, a_desk
from tests.conftest import Time

COMMUNE, VILLAGE, PHONE = "Xã Đồng Sen", "Bản Mây", 360
DONG = "\xa0đ"


@dataclass(frozen=True)
class Asked:
    """One household of the village and its open charges."""

    id: UUID
    charges: tuple[UUID, ...]


def _flask(app: Flask, *arguments: str) -> None:
    done = app.test_cli_runner().invoke(args=["fees", *arguments])
    assert done.exit_code == 0, done.output


def three_households(app: Flask) -> list[Asked]:
    """Open the year of 2026 and return three households that have paid nothing yet."""
    _flask(app, "unit", COMMUNE, "--name", "UBND xã Đồng Sen", "--prefix", "DS")
    terms = ("--amount", "1000", "--decision", "12/QĐ-UBND", "--due", "31/12/2026")
    _flask(app, "terms", COMMUNE, "2026", *terms)
    _flask(app, "open-year", "2026")
    with app.app_context():
        rows = reads().execute(
            sa.select(Household.id, Charge.id.label("charge_id"))
            .join(Village, Village.id == Household.village_id)
            .join(Charge, Charge.household_id == Household.id)
            .where(Village.name == VILLAGE, IS_OPEN)
            .order_by(Household.code, Charge.id)
        )
        found: dict[UUID, list[UUID]] = {}
        for row in rows:
            found.setdefault(row.id, []).append(row.charge_id)
    large = [Asked(id=one, charges=tuple(of)) for one, of in found.items() if len(of) > 1]
    return large[:3]


def pays_by_qr(app: Flask, household: Asked) -> None:
    """Let the money of one household come to the bank and become its receipt."""
    with app.app_context():
        ordered = order(household.charges, household.id, Method.TRANSFER)
        told = Told(
            unit_id=ordered.unit_id,
            provider=Provider.SEPAY,
            provider_ref=ordered.memo,
            amount=ordered.amount,
            content=ordered.memo,
            came_at=clock.now(),
            order_id=ordered.id,
        )
        assert note(told)
        by = Collector(actor=NOBODY)
        assert settle(ordered.id, "Lò Thị Quét", UNPLACED, Method.TRANSFER, by=by)
        session.commit()


def held_by(staff_name: str, app: Flask) -> int:
    """Return what somebody holds in cash."""
    with app.app_context():
        member = member_named(reads(), staff_name)
        unit = units.unit_of(reads(), COMMUNE)
        assert member is not None
        assert unit is not None
        return boxes.held(unit.id, member.id)


def vi(amount: int) -> str:
    """Write an amount as a page does."""
    return formats.number(amount, language="vi")


def collect(phone: Desk, household: Asked) -> None:
    """Open a household from the list, take what is open, and read the number out.

    Somebody is left out first, and added again: no sum is taken that was not read before.
    """
    phone.open("/cash")
    phone.press(f'main a[href="/cash/households/{household.id}"]')
    assert phone.page.locator('main input[type="checkbox"]:checked').count() == len(
        household.charges
    )
    whole = len(household.charges) * 1_000
    one = phone.page.locator('main input[type="checkbox"]').first
    for change, amount in ((one.uncheck, whole - 1_000), (one.check, whole)):
        change()
        if not phone.javascript:
            phone.press("main form button")
        shown = phone.page.locator("output" if phone.javascript else ".card .notice")
        assert vi(amount) + DONG in shown.inner_text()
    phone.press("main form button")
    assert phone.path.startswith("/cash/receipts/")
    assert phone.reads("DS-2026-") or phone.reads("DS-2027-")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no-javascript"])
def test_j8_cash_of_a_village_is_handed_over_before_two(
    chromium: Browser, commune: Commune, time: Time, day_of_its_own: None, javascript: bool
) -> None:
    by_qr, *in_cash = three_households(commune.app)
    pays_by_qr(commune.app, by_qr)
    taken = sum(len(household.charges) for household in in_cash) * 1_000
    before = held_by("khun", commune.app)  # of the journey before

    with (
        a_desk(chromium, commune, javascript=javascript) as phone,
        a_desk(chromium, commune, javascript=javascript) as desk,
    ):
        phone.sign_in("khun")
        assert phone.path == "/cash", "work begins at the list"
        phone.resize(PHONE)
        paid = phone.page.locator(f'main a[href="/cash/households/{by_qr.id}"]')
        assert paid.locator('[data-tone="done"]').count() == 1, "paid already, without cash"
        phone.press(f'main a[href="/cash/households/{by_qr.id}"]')
        assert phone.page.locator("main form").count() == 0, "nothing more to take"
        for household in in_cash:
            collect(phone, household)
        phone.press(".staff-wide .buttons a")
        assert phone.path.startswith("/cash"), "the next household, or the list at its end"

        phone.open("/cash/box")
        assert phone.page.locator('[name="amount"]').input_value() == vi(before + taken)
        phone.fill("amount", vi(taken))
        phone.page.locator('[name="taker"]').select_option(label="Lê Thị Hạnh")
        phone.press("main form button")
        handover = phone.path

        desk.sign_in("hanh")
        desk.open("/cash/box")
        desk.press(f'main a[href="{handover}"]')
        desk.fill("counted", str(taken - 2_000))
        desk.press("main form button")

        phone.open(handover)
        for side in (desk, phone):
            assert vi(2_000) + DONG in side.page.locator(".card .notice").inner_text()
        phone.open("/cash/box")
        assert phone.page.locator(".key-figure").inner_text() == vi(before + 2_000) + DONG
        for path in ("/cash/day", "/desk/cash", "/desk/cash/deposits"):
            desk.open(path)
        desk.resize(PHONE)
        desk.open(handover)
    with a_desk(chromium, commune, javascript=javascript) as head:
        head.sign_in("dung")
        head.open("/desk/cash/collectors")
        assert head.reads("Lường Văn Khun"), "the head of the station sees who holds how much"
        head.resize(PHONE)
