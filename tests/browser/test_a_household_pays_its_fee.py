"""Lan chooses whom she pays for, scans the square, and reads the receipt once the money is in."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.models import Charge, FeeUnit
from portal.fees.order_models import FeeOrder
from portal.fees.paying import Collector
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Membership, Person
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.receiving.placing import place_by_memo
from tests.browser.conftest import Phone
from tests.fees.money import charges_for

LAN, COMMUNE = "099 195 000 123", "Xã Đồng Sen"


def _flask(app: Flask, *arguments: str) -> None:
    done = app.test_cli_runner().invoke(args=["fees", *arguments])
    assert done.exit_code == 0, done.output


def _ask_lan_for_one_more_year(app: Flask) -> int:
    """Ask her household for a year of which nothing is paid; return it."""
    unit = ("--name", "UBND xã Đồng Sen", "--prefix", "DS")
    account = ("--bin", "999999", "--bank", "Ngân hàng Mẫu", "--number", "0000000000")
    _flask(app, "unit", COMMUNE, *unit)
    _flask(app, "account", COMMUNE, *account, "--holder", "UBND XA DONG SEN")
    with app.app_context():
        lan = session.scalars(sa.select(Person.id).where(Person.full_name == "Hà Thị Lan")).one()
        household = session.scalars(
            sa.select(Membership.household_id).where(
                Membership.person_id == lan, Membership.left_on.is_(None)
            )
        ).one()
        newest = session.scalar(
            sa.select(sa.func.max(Charge.year)).where(Charge.household_id == household)
        )
        session.rollback()
    year = (newest or 2026) + 1
    terms = ("--amount", "1000", "--decision", "12/QĐ-UBND", "--due", f"31/12/{year}")
    _flask(app, "terms", COMMUNE, str(year), *terms)
    with app.app_context():
        unit_id = session.scalars(sa.select(FeeUnit.id).where(FeeUnit.commune == COMMUNE)).one()
        charges_for(household, unit_id, year)
        session.commit()
    return year


def _the_money_comes_in(app: Flask, memo: str) -> None:
    with app.app_context():
        found = session.scalars(sa.select(FeeOrder).where(FeeOrder.memo == memo)).one()
        note(
            Told(
                unit_id=found.unit_id,
                provider=Provider.SEPAY,
                provider_ref=memo,
                amount=found.amount,
                content=f"MBVCB.1.{memo.lower()}",
                came_at=clock.now(),
                order_id=found.id,
            )
        )
        assert place_by_memo(found.id, "HA THI LAN", by=Collector(actor=NOBODY)) is not None
        session.commit()


def test_a_household_pays_by_a_square_and_reads_its_receipt(phone: Phone) -> None:
    app = phone.commune.app
    year = _ask_lan_for_one_more_year(app)
    phone.sign_in(LAN)
    url = phone.commune.url
    phone.page.context.add_cookies([{"name": "language", "value": "en", "url": url}])
    phone.open("/account")
    phone.tap("Record fee")
    assert phone.path == "/fees"
    chosen = phone.page.locator('input[name="charges"]')
    assert chosen.count() >= 2
    assert all(box.is_checked() for box in chosen.all())
    for box in chosen.all()[1:]:
        box.uncheck()

    phone.tap("Pay for those chosen")

    order = phone.path
    memo = phone.page.locator("dd b").last.inner_text()
    assert memo.startswith("HSSK")
    square = phone.page.locator("svg.square").bounding_box()
    assert square
    assert square["width"] >= 208
    assert phone.reads("1,000")
    phone.tap("I have paid: look again")
    assert phone.path.split("?")[0] == order, "nothing came in yet"
    assert phone.reads("the money is not here yet")

    _the_money_comes_in(app, memo)
    phone.tap("I have paid: look again")

    assert phone.path.startswith("/fees/receipts/")
    assert phone.reads("Received: 1,000")
    assert phone.reads(f"DS-{clock.today().year}-")
    assert phone.reads(str(year))
    assert phone.reads("Others of the household are still open")
    phone.tap("Send the notice to my phone again")
    assert phone.reads("on its way")


@pytest.mark.parametrize("text", ["100%", "200%"])
@pytest.mark.parametrize("phone", [True], ids=["javascript"], indirect=True)  # it measures
def test_the_pages_fit_the_smallest_screen_and_large_text(phone: Phone, text: str) -> None:
    _ask_lan_for_one_more_year(phone.commune.app)
    phone.page.set_viewport_size({"width": 320, "height": 700})
    phone.sign_in(LAN)
    phone.open("/fees")
    phone.page.locator("main form button.button").first.click()
    phone.page.wait_for_load_state()

    for path in ("/fees", phone.path):
        phone.open(path)
        phone.page.add_style_tag(content=f"html {{ font-size: calc({text} * 1.125) }}")
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320, path
