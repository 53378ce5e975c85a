"""An operator says who collects, into which account and on which terms; nothing is lost of it."""

from datetime import date

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.fees import terms, units
from portal.fees.models import Charge, FeeTerms, UnitAccount
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.fees.terms import Terms
from portal.kernel.db import reads, session
from portal.ledger.moves import UNPLACED
from tests import cast
from tests.fees.commands import fees, set_terms, set_up

COMMUNE = "Xã Đồng Sen"


def rows(table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_saying_the_same_again_writes_nothing(app: Flask) -> None:
    set_up(app)
    lines = rows(AuditLine)

    set_up(app)

    assert (rows(UnitAccount), rows(FeeTerms), rows(AuditLine)) == (1, 1, lines)


def test_the_newest_account_and_terms_hold_and_the_others_stay(app: Flask) -> None:
    set_up(app)

    fees(
        app, "account", COMMUNE, "--bin", "970403", "--bank", "Ngân hàng Khác",
        "--number", "0000000001", "--holder", "UBND",
    )  # fmt: skip
    set_terms(app, amount=2_000)

    unit = units.unit_of(reads(), COMMUNE)
    assert unit is not None
    account = units.account_of(reads(), unit.id)
    assert account is not None
    assert account.number == "0000000001"
    found = terms.terms_of(reads(), unit.id, 2026)
    assert found is not None
    assert found.as_terms == Terms(
        year=2026, amount=2_000, decision="12/QĐ-UBND", due_on=date(2026, 12, 31)
    )
    assert [each.amount for each in terms.history(reads(), unit.id)] == [2_000, 1_000]
    assert rows(UnitAccount) == 2


def test_one_word_of_a_unit_is_changed_and_the_rest_stays(app: Flask) -> None:
    set_up(app)

    fees(app, "unit", COMMUNE, "--tax-code", "0100000000")

    unit = units.unit_of(reads(), COMMUNE)
    assert unit is not None
    assert (unit.name, unit.prefix, unit.tax_code) == ("UBND xã đồng sen", "DS", "0100000000")


def test_what_cannot_be_is_refused_with_a_sentence(app: Flask) -> None:
    set_up(app)

    fees(app, "unit", "Xã Nà Hoa", "--name", "UBND", refused=True)
    for prefix in ("ds", "D", "DS-", "ĐS"):
        fees(app, "unit", COMMUNE, "--prefix", prefix, refused=True)
    fees(app, "unit", "Xã Nà Hoa", "--name", "UBND", "--prefix", "DS", refused=True)
    for bank, number in (("97043", "0000000000"), ("970436", "00 00"), ("970436", "")):
        fees(
            app, "account", COMMUNE, "--bin", bank, "--bank", "B", "--number", number,
            "--holder", "H", refused=True,
        )  # fmt: skip
    assert "no unit yet" in fees(
        app, "terms", "Xã Nà Hoa", "2026", "--amount", "1", "--decision", "x", "--due",
        "31/12/2026", refused=True,
    )  # fmt: skip


def test_the_prefix_stays_once_a_receipt_was_written(app: Flask) -> None:
    set_up(app)
    lan = cast.lan()
    household = cast.a_household(lan)
    session.commit()
    fees(app, "open-year", "2026")
    charge = session.scalars(sa.select(Charge.id)).one()
    made = order([charge], household, Method.TRANSFER)
    settle(made.id, "Lan", UNPLACED, Method.TRANSFER, by=Collector(actor=NOBODY))
    session.commit()

    fees(app, "unit", COMMUNE, "--prefix", "DSX", refused=True)
    fees(app, "unit", COMMUNE, "--prefix", "DS", "--address", "Thôn Chợ Sen")


def test_new_terms_leave_open_charges_alone_until_they_are_repriced(app: Flask) -> None:
    set_up(app)
    lan, men = cast.lan(), cast.men()
    home, other = cast.a_household(lan), cast.a_household(men)
    session.commit()
    fees(app, "open-year", "2026")
    charges = dict(session.execute(sa.select(Charge.household_id, Charge.id)).all())
    paid = order([charges[home]], home, Method.TRANSFER)
    settle(paid.id, "Lan", UNPLACED, Method.TRANSFER, by=Collector(actor=NOBODY))
    waiting = order([charges[other]], other, Method.TRANSFER)
    session.commit()

    def amounts() -> dict[object, int]:
        found = session.execute(sa.select(Charge.household_id, Charge.amount)).all()
        session.rollback()
        return dict(found)

    set_terms(app, amount=3_000)
    assert amounts() == {home: 1_000, other: 1_000}

    assert "1 unpaid charges repriced" in set_terms(app, "--reprice", amount=3_000)

    assert amounts() == {home: 1_000, other: 3_000}
    assert "0 unpaid charges repriced" in set_terms(app, "--reprice", amount=3_000)
    state = sa.select(FeeOrder.state).where(FeeOrder.id == waiting.id)
    assert session.scalar(state) is OrderState.CANCELLED


def test_every_change_of_the_settings_is_in_the_log(app: Flask) -> None:
    set_up(app)

    sections = session.scalars(
        sa.select(AuditLine.section).where(AuditLine.event == Event.FEES_CHANGED)
    ).all()

    assert sections == ["unit", "account", "terms:2026"]
