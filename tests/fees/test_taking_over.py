"""Who moves to another commune is asked there, once; what was paid stays where it was paid."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.fees.models import Charge, Exemption, ExemptionKind, FeeTerms, FeeUnit
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.moves import UNPLACED
from tests import cast
from tests.fees.commands import fees, set_terms, set_up
from tests.fees.test_following_people import charge_of, leaves, orders, pays

FAR = "Xã Nà Hoa"
BY_BANK = Collector(actor=NOBODY)


@pytest.fixture
def far(app: Flask) -> UUID:
    """Let two communes collect, the far one twice as much; return the home of Hùng there."""
    set_up(app)
    set_up(app, commune=FAR, prefix="NH")
    set_terms(app, commune=FAR, amount=2_000)
    far = cast.a_household(cast.hung(), commune=FAR, village="Bản Xa")
    session.commit()
    return far


def at_home(app: Flask, *members: cast.Member) -> UUID:
    home = cast.a_household(*members)
    session.commit()
    fees(app, "open-year", "2026")
    return home


def unit_of(charge: Charge) -> str:
    return session.get_one(FeeUnit, charge.unit_id).commune


def test_who_moves_to_another_commune_is_asked_there_on_its_terms(app: Flask, far: UUID) -> None:
    men, lan = cast.men(), cast.lan()
    home = at_home(app, men, lan)
    made = orders(men, home)
    leaves(men, to=far)

    said = fees(app, "follow")

    assert f"{FAR}: 1 taken over" in said
    charge = charge_of(men)
    assert unit_of(charge) == FAR
    assert (charge.household_id, charge.village_id) == (far, cast.a_village("Bản Xa", FAR))
    assert (charge.amount, charge.cancelled_why, charge.cancelled_at) == (2_000, None, None)
    assert session.get_one(FeeTerms, charge.terms_id).amount == 2_000
    assert session.get_one(FeeOrder, made.id).state is OrderState.CANCELLED
    assert unit_of(charge_of(lan)) == "Xã Đồng Sen"
    assert "taken over" not in fees(app, "follow")
    lines = sa.select(AuditLine.section).where(AuditLine.event == Event.FEES_CHANGED)
    assert list(session.scalars(lines)).count("take_over") == 1


def test_what_was_paid_stays_with_the_commune_that_was_left(app: Flask, far: UUID) -> None:
    men = cast.men()
    home = at_home(app, men)
    pays(men, home)
    leaves(men, to=far)

    assert "taken over" not in fees(app, "follow")
    assert f"{FAR}: 0 new" in fees(app, "open-year", "2026")

    assert (charge_of(men).household_id, charge_of(men).amount) == (home, 1_000)


def test_a_year_the_new_commune_opens_later_is_taken_over_then(app: Flask, far: UUID) -> None:
    men = cast.men()
    home = cast.a_household(men)
    session.commit()
    fees(app, "open-year", "2026", "--commune", "Xã Đồng Sen")
    leaves(men, to=far)
    assert "1 cancelled" in fees(app, "follow")
    assert charge_of(men).household_id == home

    assert f"{FAR}: 2 new, 0 of them exempt" in fees(app, "open-year", "2026", "--commune", FAR)

    assert charge_of(men).household_id == far


def test_a_paper_of_the_old_commune_counts_in_the_new_one(app: Flask, far: UUID) -> None:
    men = cast.men()
    at_home(app, men)
    leaves(men, to=far)
    session.add(
        Exemption(
            person_id=men.person_id, kind=ExemptionKind.POOR_HOUSEHOLD, evidence="Giấy số 12",
            from_year=2026, until_year=2027, entered_by=cast.hanh().staff_id,
            entered_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()

    fees(app, "follow")

    charge = charge_of(men)
    assert unit_of(charge) == FAR
    assert (charge.amount, charge.exemption) == (0, ExemptionKind.POOR_HOUSEHOLD)


def test_who_comes_back_is_asked_at_home_again(app: Flask, far: UUID) -> None:
    men = cast.men()
    back = at_home(app, men, cast.lan())
    leaves(men, to=far)
    fees(app, "follow")
    leaves(men, on=date(2026, 8, 9), to=back)

    assert "Xã Đồng Sen: 1 taken over" in fees(app, "follow")

    assert (charge_of(men).household_id, charge_of(men).amount) == (back, 1_000)


def test_money_for_the_old_commune_pays_nothing_of_the_new_one(app: Flask, far: UUID) -> None:
    """It waits at the unit it was sent to, also where both ask the same amount."""
    set_terms(app, "--reprice", commune=FAR)
    men = cast.men()
    home = at_home(app, men)
    late = orders(men, home)
    leaves(men, to=far)
    fees(app, "follow")

    assert settle(late.id, "Mến", UNPLACED, Method.TRANSFER, by=BY_BANK) is None

    here = order([charge_of(men).id], far, Method.TRANSFER)
    assert settle(here.id, "Mến", UNPLACED, Method.TRANSFER, by=BY_BANK) is not None
