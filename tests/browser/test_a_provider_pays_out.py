"""VNPAY's pay-out comes to the bank: Hạnh says so, Dũng confirms, the reconciliation agrees."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser

from portal.fees.models import FeeUnit
from portal.kernel import clock
from portal.kernel.db import session
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from tests.browser.commune import Commune
from tests.browser.desk import Desk, a_desk

COMMUNE = "Xã Đồng Sen"


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def desks(
    request: pytest.FixtureRequest, chromium: Browser, commune: Commune, day_of_its_own: None
) -> Iterator[tuple[Desk, Desk]]:
    with (
        a_desk(chromium, commune, javascript=request.param) as one,
        a_desk(chromium, commune, javascript=request.param) as other,
    ):
        yield one, other


def _vnpay_collects_and_pays_out(app: Flask) -> UUID:
    """Let 10,000 đ lie with VNPAY and 9,000 come to the bank; return what came there."""
    unit = ("--name", "UBND xã Đồng Sen", "--prefix", "DS")
    app.test_cli_runner().invoke(args=["fees", "unit", COMMUNE, *unit])
    with app.app_context():
        unit_id = session.scalars(sa.select(FeeUnit.id).where(FeeUnit.commune == COMMUNE)).one()
        arrivals = [
            note(
                Told(
                    unit_id=unit_id,
                    provider=provider,
                    provider_ref=f"{provider}-{clock.now():%d%H%M%S}",
                    amount=amount,
                    content="thanh toan thang 11",
                    came_at=clock.now(),
                )
            )
            for provider, amount in ((Provider.VNPAY, 10_000), (Provider.SEPAY, 9_000))
        ]
        session.commit()
    assert arrivals[1] is not None
    return arrivals[1]


def test_two_people_tell_a_payout_from_a_households_money(desks: tuple[Desk, Desk]) -> None:
    hanh, dung = desks
    arrival = _vnpay_collects_and_pays_out(hanh.commune.app)
    hanh.sign_in("hanh")
    dung.sign_in("dung")

    hanh.open(f"/desk/money/{arrival}")
    hanh.press(f'a[href$="/{arrival}/payout"]')
    hanh.resize(360)
    hanh.press("main form button")
    assert hanh.page.locator("[data-invalid]").count() == 1, "nothing is chosen beforehand"
    hanh.choose("provider", "vnpay")
    hanh.fill("charges", "1.000")
    hanh.press("main form button")
    said = hanh.path
    assert said.startswith("/desk/money/payouts/")
    assert hanh.page.locator('form[action$="/confirm"]').count() == 0

    dung.open(said)
    dung.press('form[action$="/confirm"] button')
    dung.resize(360)
    assert dung.path == said
    assert dung.page.locator('form[action$="/doubt"]').count() == 1
    dung.open("/desk/money/reconciliation")
    assert dung.page.locator("#differences").count() == 0
