"""Who has not paid reads the same as who has: every page of residents, to the letter."""

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.fees.annulling import annul
from portal.fees.models import Charge, ExemptionKind
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.ledger.moves import UNPLACED
from tests import cast
from tests.cast import Member
from tests.client import a_browser
from tests.fees.household import Household, pay_by_transfer
from tests.fees.money import a_unit, charges_for
from tests.fees.twins import Family, a_family, pages_of, without_what_is_random
from tests.oversight.openings import as_signed_in

# The whole log as a file, to be checked, holds every line and the chain they hang on; the page
# of the authenticator app makes a new key each time.
NOT_COMPARED = {"access.export_file", "accounts.app"}


def _asked_of(family: Family, unit: UUID) -> Household:
    """Ask a family for the fee of two years, one of them overdue."""
    charges = charges_for(family.household, unit, year=2025)
    this_year = charges_for(family.household, unit)
    by_charge = {charge: charge for charge in (*charges.values(), *this_year.values())}
    return Household(
        lan=family.mother, men=family.son, id=family.household, unit=unit, charges=by_charge
    )


def _pays(household: Household) -> None:
    pay_by_transfer(household, household.charges.values(), by=household.lan)


def _pays_is_annulled_and_orders_again(household: Household) -> None:
    paid = pay_by_transfer(household, household.charges.values(), by=household.lan)
    at_the_desk = replace(as_signed_in(cast.hanh()), commune="Xã Đồng Sen")
    annul(paid.receipt_id, "sai hộ", UNPLACED, by=at_the_desk)
    lan = household.lan.person_id
    order(household.charges.values(), household.id, Method.TRANSFER, by_person=lan)


def _is_exempt(household: Household) -> None:
    session.execute(
        sa.update(Charge)
        .where(Charge.household_id == household.id)
        .values(amount=0, exemption=ExemptionKind.POOR_HOUSEHOLD)
    )


def _seen(app: Flask, family: Family, helper: Member) -> dict[str, tuple[int, str]]:
    browser = cast.sign_in(a_browser(app), family.mother)
    seen = {}
    for number, (endpoint, path) in enumerate(pages_of(app, family, helper)):
        if endpoint not in NOT_COMPARED:
            answer = browser.get(path)
            text = without_what_is_random(answer)
            seen[f"{number} {endpoint}"] = (answer.status_code, text)
    return seen


def test_every_page_is_the_same_for_a_family_that_paid_and_one_that_did_not(app: Flask) -> None:
    doctor, shut_out, helper, unit = cast.quan(), cast.thom(), cast.men(), a_unit()
    owing, paying, annulled, exempt = (
        a_family(number, doctor, shut_out, helper) for number in range(4)
    )
    for family in (owing, paying, annulled, exempt):
        household = _asked_of(family, unit)
        if family is paying:
            _pays(household)
        elif family is annulled:
            _pays_is_annulled_and_orders_again(household)
        elif family is exempt:
            _is_exempt(household)
    session.commit()

    unpaid = _seen(app, owing, helper)

    assert sum(status == 200 for status, _text in unpaid.values()) > 40
    for twin in (paying, annulled, exempt):
        seen = _seen(app, twin, helper)
        assert seen.keys() == unpaid.keys()
        assert [page for page in seen if seen[page] != unpaid[page]] == []
