"""The fee: an order, a provider, cash from hand to hand, a statement, money that goes back."""

from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa

from portal.fees.models import FeeUnit
from portal.fees.order_models import Receipt
from portal.gateways.models import GatewayOrder
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.staff.models import StaffMember
from tests import cast
from tests.browser.company import ANYBODY, Company
from tests.cash.steps import head_of
from tests.gateways.begun import vnpay_says
from tests.transfers import sheets

COMMUNE = "Xã Đồng Sen"
STATEMENT = sheets.csv(("24/11/2026", "FT26001", "", "3.000", "DS nop phi"))


def act(company: Company) -> None:
    """Leave one of each kind of money at a step where two people look at it."""
    _an_order(company)
    _cash(company)
    _left_behind(company)
    _a_deposit(company)
    _back(company)
    _a_payout(company)
    _a_statement(company)
    _receipts(company)


def _an_order(company: Company) -> None:
    """Lan pays her own part by transfer; the rest is on its way to VNPAY, and comes back."""
    lan = company["lan"]
    lan.open("/fees")
    lan.send("/fees/orders$")
    lan.open(f"{lan.path}/qr.png")
    men = company["men"]
    men.open("/fees")
    men.send("/fees/orders$", {"method": "vnpay"})
    reference = reads().execute(sa.select(GatewayOrder.reference)).scalars().one()
    back = urlencode(vnpay_says(reference))
    men.open(f"/fees/vnpay/return?{back}")
    company[ANYBODY].open(f"/fees/vnpay/return?{back}")


def _cash(company: Company) -> None:
    khun = company["khun"]
    khun.open("/cash/box")
    khun.send("/cash/handovers$", {"amount": "2.000", "taker": str(company.staff("hanh"))})
    company["hanh"].open(khun.path)


def _left_behind(company: Company) -> None:
    """Two village heads leave with cash; the head of the station has counted that of one."""
    dung = company["dung"]
    for name in ("cu", "mao"):
        gone = _collects_and_leaves(company, name)
        dung.open(f"/desk/cash/left-behind/{gone}")
    dung.send("/left-behind/", {"counted": "1.000"})
    company["hanh"].open(dung.path)


def _collects_and_leaves(company: Company, name: str) -> UUID:
    member = head_of("Chợ Sen", name=name)
    session.commit()
    walker = company.newcomer(f"{name}, who leaves")
    cast.sign_in_staff(walker.client, member)
    walker.open("/cash")
    for household in [one for one in walker.links() if "/cash/households/" in one]:
        walker.open(household)
        if any("/cash/households/" in str(form.get("action")) for form in walker.forms()):
            walker.send("/cash/households/")
            break
    leaves = sa.update(StaffMember).where(StaffMember.id == member.staff_id)
    session.execute(leaves.values(suspended_at=clock.now()))
    session.commit()
    return member.staff_id


def _a_deposit(company: Company) -> None:
    hanh = company["hanh"]
    hanh.open("/desk/cash/deposits")
    hanh.send("/deposits$", {"amount": "1.000", "bank_slip": "GN-01"})
    hanh.follow("/deposits/")
    hanh.send("/doubt$", {"reason": "Ghi nhầm số tiền"})
    company["dung"].open(hanh.path)


def _back(company: Company) -> None:
    hanh = company["hanh"]
    hanh.open("/desk/money")
    hanh.follow("/desk/money/[0-9a-f-]{36}$")
    hanh.send("/return$", {"amount": "1.000", "reason": "Chuyển nhầm tài khoản"})
    company["dung"].open(hanh.path)


def _a_payout(company: Company) -> None:
    unit_id = reads().execute(sa.select(FeeUnit.id)).scalars().first()
    assert unit_id
    for provider, amount in ((Provider.VNPAY, 10_000), (Provider.SEPAY, 9_000)):
        arrival = note(
            Told(
                unit_id=unit_id,
                provider=provider,
                provider_ref=f"{provider}-1",
                amount=amount,
                content="thanh toan thang 11",
                came_at=clock.now(),
            )
        )
    session.commit()
    hanh = company["hanh"]
    hanh.open(f"/desk/money/{arrival}")
    hanh.follow("/payout$")
    hanh.send("/payout$", {"provider": "vnpay", "charges": "1.000"})


def _a_statement(company: Company) -> None:
    hanh = company["hanh"]
    hanh.open("/desk/money/statement")
    hanh.bring("/statement$", "file", STATEMENT, "saoke.csv")
    company["dung"].open("/oversight/waiting")
    company["dung"].follow("/desk/money/statements/")


def _receipts(company: Company) -> None:
    """Look at the papers of one receipt in cash, as its collector and as the head."""
    hanh, dung = company["hanh"], company["dung"]
    of_hanh = sa.select(Receipt.id).where(Receipt.staff_id == company.staff("hanh"))
    receipt_id = reads().execute(of_hanh.order_by(Receipt.number.desc())).scalars().first()
    hanh.open(f"/cash/receipts/{receipt_id}")
    hanh.open(f"/cash/receipts/{receipt_id}/given-back")
    hanh.open(f"/desk/fees/receipts/{receipt_id}/official")
    hanh.open(f"/desk/fees/receipts/{receipt_id}/pdf")
    dung.open(f"/desk/fees/receipts/{receipt_id}/annul")
