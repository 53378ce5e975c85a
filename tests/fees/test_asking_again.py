"""What is asked again after it was called a mistake is asked by the terms of today."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees.models import Charge, ExemptionKind, FeeTerms
from portal.fees.terms import AMOUNT_TODAY, AS_ASKED_TODAY, Terms, keep_terms, terms_of
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.fees.household import Household, a_charged_household


def _now_2_000(home: Household) -> int:
    """Let the commune ask 2,000 đ for 2026 from today; return the id of these terms."""
    terms = Terms(year=2026, amount=2_000, decision="15/QĐ-UBND", due_on=date(2026, 12, 31))
    keep_terms(home.unit, terms, by=NOBODY)
    kept = terms_of(session.connection(), home.unit, 2026)
    assert kept is not None
    session.commit()
    return kept.id


def _asked(charge: UUID) -> tuple[int, int]:
    session.rollback()
    amount, terms_id = session.execute(
        sa.select(Charge.amount, Charge.terms_id).where(Charge.id == charge)
    ).one()
    session.rollback()
    return amount, terms_id


@pytest.fixture
def desk(visitor: InspectingClient) -> InspectingClient:
    """Return the browser of Hạnh at the desk, in English."""
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")
    return visitor


def test_after_a_new_price_it_is_asked_at_the_new_one(app: Flask, desk: InspectingClient) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    page = f"/desk/fees/exemptions/{home.id}/mistakes"
    desk.submit(page, {"charge": str(charge), "note": "ghi nhầm"}, to=page)
    terms_id = _now_2_000(home)

    assert "<td data-number>2,000\xa0VND</td>" in desk.get(page).text
    answer = desk.submit(page, {"again": str(charge)}, to=f"{page}/again")

    assert answer.status_code == 303
    assert _asked(charge) == (2_000, terms_id)


def test_a_charge_alone_takes_the_newest_terms_of_its_own_year(app: Flask) -> None:
    home = a_charged_household()
    charge, other = home.ticks
    terms_id = _now_2_000(home)
    before = session.scalars(sa.select(FeeTerms.id).order_by(FeeTerms.id)).all()[1]

    session.execute(sa.update(Charge).where(Charge.id == UUID(charge)).values(**AS_ASKED_TODAY))
    session.commit()

    assert _asked(UUID(charge)) == (2_000, terms_id)
    assert _asked(UUID(other)) == (1_000, before), "what was charged stays until it is repriced"
    assert session.scalars(sa.select(AMOUNT_TODAY)).all() == [2_000, 2_000]


def test_who_is_exempt_is_asked_nothing_by_new_terms_either(app: Flask) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    exempt = {"exemption": ExemptionKind.UNDER_SIX, "amount": 0}
    session.execute(sa.update(Charge).where(Charge.id == charge).values(**exempt))
    terms_id = _now_2_000(home)

    session.execute(sa.update(Charge).where(Charge.id == charge).values(**AS_ASKED_TODAY))
    session.commit()

    assert _asked(charge) == (0, terms_id)
