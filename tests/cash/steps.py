"""Who collects, from whom, and the forms they send over and over."""

from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from portal.audit.trail import NOBODY
from portal.cash.bounds import COLLECTORS
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.moves import UNPLACED, Place
from portal.receiving import giving_back
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from portal.staff.models import StaffMember
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient, a_browser
from tests.fees.money import a_unit, charges_for
from tests.oversight.openings import as_signed_in

OWN, NEXT_DOOR = "Suối Bạc", "Bản Xa"


@dataclass(frozen=True)
class Collected:
    """A commune that collects: Lan and Mến in Suối Bạc, Hùng next door."""

    unit: UUID
    lans: UUID
    hungs: UUID
    charges: tuple[UUID, ...]
    hungs_charges: tuple[UUID, ...]


def a_collecting_commune() -> Collected:
    """Charge two households of two villages; the caller commits."""
    unit = a_unit()
    lans = cast.a_household(cast.lan(), cast.men(), village=OWN, code="H1")
    hungs = cast.a_household(cast.hung(), village=NEXT_DOOR, code="H2")
    return Collected(
        unit=unit,
        lans=lans,
        hungs=hungs,
        charges=tuple(charges_for(lans, unit).values()),
        hungs_charges=tuple(charges_for(hungs, unit).values()),
    )


def head_of(village: str = OWN, role: Role = Role.VILLAGE_HEAD, name: str = "truong") -> StaffCast:
    """Return who answers for one village only."""
    member = cast.a_staff_member(name, "Cầm Văn Thôn", role)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.staff_id)
        .values(village_id=cast.a_village(village))
    )
    return member


def at(app: Flask, staff: StaffCast) -> InspectingClient:
    """Return a browser in which a member of staff is signed in, in English."""
    browser = cast.sign_in_staff(a_browser(app), staff)
    browser.set_cookie("language", "en")
    return browser


def collects(member: StaffCast) -> SignedInStaff:
    """Return a member of staff as the services of cash know them."""
    return replace(as_signed_in(member), commune="Xã Đồng Sen", roles=COLLECTORS)


def take(
    browser: InspectingClient, household: UUID, *charges: UUID, payer: str = "Hà Thị Lan"
) -> TestResponse:
    """Send the form of one household."""
    fields: dict[str, str | list[str]] = {
        "charges": [str(charge) for charge in charges],
        "payer": payer,
        "said": str(1_000 * len(charges)),
    }
    return browser.submit("/staff/", fields, to=f"/cash/households/{household}")


def pay_by_transfer(household: UUID, unit: UUID, *charges: UUID) -> None:
    """Let a household pay by QR: the money comes to the bank and becomes a receipt."""
    ordered = order(charges, household, Method.TRANSFER)
    told = Told(
        unit_id=unit,
        provider=Provider.SEPAY,
        provider_ref=ordered.memo,
        amount=ordered.amount,
        content=ordered.memo,
        came_at=clock.now(),
        order_id=ordered.id,
    )
    assert note(told)
    into: Place = UNPLACED
    assert settle(ordered.id, "Lò Văn Hùng", into, Method.TRANSFER, by=Collector(actor=NOBODY))


def gives_back(member: StaffCast, receipt_id: UUID | None = None) -> None:
    """Let who holds the cash of a receipt, the only one, say that its payer has it back."""
    found = receipt_id or session.scalars(sa.select(Receipt.id)).one()
    giving_back.say(found, by=collects(member))
    session.commit()
