"""Two years of the fee in Xã Đồng Sen: who collects, who has paid how, and what waits.

The account belongs to no bank, so nobody pays into it by a slip of the hand.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import current_app

from portal.accounts.signed_in import config
from portal.audit.trail import Actor
from portal.cash.taking import take as take_cash
from portal.fees import exempting, exemptions, opening, terms, units
from portal.fees.exempting import NewExemption
from portal.fees.models import ExemptionKind
from portal.fees.terms import Terms
from portal.fees.units import BankAccount, Unit
from portal.interop.demo import fee_acts as acts
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import lan_and_men, tua
from portal.interop.demo.sharing_cast import Cast, gather
from portal.interop.demo.sharing_clock import happened_at
from portal.interop.demo.staff import is_allowed
from portal.kernel.db import session

OPERATOR = Actor(name="demo")
UNIT = {
    "name": "UBND xã Đồng Sen",
    "prefix": "DS",
    "address": "Thôn Chợ Sen, xã Đồng Sen",
    "tax_code": "0000000000",
}
ACCOUNT = BankAccount(
    bin="999999", bank_name="Ngân hàng Mẫu", number="0000000000", holder="UBND XA DONG SEN"
)
DECISION = "12/QĐ-UBND"
COLLECTED_BY_ITS_HEAD = "Bản Mây"


def tell(days: Calendar) -> bool:
    """Let it all have happened; say whether it was new. The caller has committed."""
    if not is_allowed():
        return False
    with current_app.test_request_context():  # the words ask for a request
        commune = config().station.commune_name
        there = units.unit_of(session.connection(), commune)
        cast, homes = gather(days), acts.homes(commune)
        session.rollback()
        if cast is None or there is not None or not homes:
            return False
        year = days.today.year
        for each in (year - 1, year):
            _open(commune, each, days)
        unit = units.unit_of(session.connection(), commune)
        assert unit is not None
        _last_year(unit, cast, homes, days)
        _a_poor_household(cast, homes, days)
        _this_year(unit, cast, homes, days)
        return True


def _open(commune: str, year: int, days: Calendar) -> None:
    """Say the terms of a year on its first working days, and charge everybody."""
    with happened_at(_moment(date(year, 1, 5), days)):
        units.keep_unit(commune, UNIT, by=OPERATOR)
        unit = units.unit_of(session.connection(), commune)
        assert unit is not None
        units.keep_account(unit.id, ACCOUNT, by=OPERATOR)
        wanted = Terms(year=year, amount=acts.AMOUNT, decision=DECISION, due_on=date(year, 12, 31))
        terms.keep_terms(unit.id, wanted, by=OPERATOR)
        opening.open_year(unit, year, by=OPERATOR)


def _last_year(unit: Unit, cast: Cast, homes: Sequence[acts.Home], days: Calendar) -> None:
    """Lan's household paid in cash; of the others nine in ten by transfer."""
    year = days.today.year - 1
    code = lan_and_men(days).code
    for number, home in enumerate(homes):
        day = _moment(date(year, 6, 1) + timedelta(days=2 * number), days)
        if home.code == code:
            with happened_at(day):
                take_cash(acts.open_charges(home, year), home.id, home.head, by=cast.staff["hanh"])
        elif number % 10 and acts.open_charges(home, year):
            with happened_at(day):
                acts.transfers(unit, home, acts.order_all(home, year))


def _a_poor_household(cast: Cast, homes: Sequence[acts.Home], days: Calendar) -> None:
    """Let the desk exempt Tủa, whom the commune counts as poor."""
    year, code = days.today.year, tua(days).code
    [home] = [home for home in homes if home.code == code]
    with happened_at(_moment(date(year, 1, 20), days)):
        household = exemptions.opened(home.id, cast.staff["hanh"])
        assert household is not None
        exempting.exempt(
            household,
            NewExemption(
                person_ids=frozenset(member.person_id for member in household.members),
                kind=ExemptionKind.POOR_HOUSEHOLD,
                evidence=f"Giấy chứng nhận hộ nghèo năm {year}, số 07",
                from_year=year,
                until_year=year,
            ),
            by=cast.staff["hanh"],
        )


def _this_year(unit: Unit, cast: Cast, homes: Sequence[acts.Home], days: Calendar) -> None:
    """Three of five have paid, one paid too little, and one mistyped the memo."""
    others = [home for home in homes if home.code != lan_and_men(days).code]
    begins = min(date(days.today.year, 2, 1), days.ago(days=1))
    span = (days.ago(days=1) - begins).days
    for number, home in enumerate(others):
        day = begins + timedelta(days=span * number // len(others))
        with happened_at(_moment(day, days)):
            if number % 5 < 3:
                _pays(unit, home, cast, days.today.year)
            elif number in (3, 4):
                ordered = acts.order_all(home, days.today.year)
                acts.wrongly(unit, home, ordered, short=number == 3)


def _pays(unit: Unit, home: acts.Home, cast: Cast, year: int) -> None:
    village_head, desk = cast.staff["khun"], cast.staff["hanh"]
    charges = acts.open_charges(home, year)
    if not charges:
        return
    if home.village == COLLECTED_BY_ITS_HEAD:
        take_cash(charges, home.id, home.head, by=village_head)
    elif int(home.code[-1]) % 3 == 0:
        take_cash(charges, home.id, home.head, by=desk)
    else:
        acts.transfers(unit, home, acts.order_all(home, year))


def _moment(day: date, days: Calendar) -> datetime:
    """Return the morning of a day, or of yesterday where it has not come yet."""
    return days.morning(min(day, days.ago(days=1)))
