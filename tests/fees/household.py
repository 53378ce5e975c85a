"""Households that pay, for tests of the residents' pages."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from portal.audit.trail import NOBODY
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.fees.paying import Collector, Paid, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.moves import UNPLACED
from portal.receiving.arrivals import Told, note
from portal.receiving.models import Provider
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.fees.money import a_unit, charges_for


@dataclass(frozen=True, kw_only=True)
class Household:
    """Two adults and what is asked of them for 2026."""

    lan: Member
    men: Member
    id: UUID
    unit: UUID
    charges: dict[UUID, UUID]

    @property
    def ticks(self) -> list[str]:
        """What the form sends when everybody is chosen."""
        return [str(charge_id) for charge_id in self.charges.values()]


def a_charged_household() -> Household:
    """Return Lan and Mến, who live together, each asked for 1,000 đ."""
    lan, men = cast.lan(), cast.men()
    household, unit = cast.a_household(lan, men), a_unit()
    made = Household(
        lan=lan, men=men, id=household, unit=unit, charges=charges_for(household, unit)
    )
    session.commit()
    return made


def pay_by_transfer(
    household: Household, charges: Collection[UUID], by: Member | None = None
) -> Paid:
    """Let a transfer come in for these charges, as if its memo were right."""
    ordered = order(charges, household.id, Method.TRANSFER, by_person=by.person_id if by else None)
    note(
        Told(
            unit_id=household.unit,
            provider=Provider.SEPAY,
            provider_ref=ordered.memo,
            amount=ordered.amount,
            content=ordered.memo,
            came_at=clock.now(),
            order_id=ordered.id,
        )
    )
    collector = Collector(actor=NOBODY)
    paid = settle(ordered.id, "Hà Thị Lan", UNPLACED, Method.TRANSFER, by=collector)
    assert paid is not None
    return paid


def in_english(client: InspectingClient, member: Member) -> InspectingClient:
    """Sign somebody in who reads English."""
    client.set_cookie("language", "en")
    return cast.sign_in(client, member)
