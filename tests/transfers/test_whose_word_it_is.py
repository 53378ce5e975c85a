"""Nobody makes fees of their own word: for their people, for another household, or once more."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.models import Charge
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
from portal.receiving import returning, undoing
from portal.settlement.catching_up import catch_up
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from portal.transfers import choosing, queue
from portal.transfers.models import StatementImport
from portal.transfers.queue import Unplaced
from tests import cast
from tests.conftest import Time
from tests.fees.money import a_unit, books, charges_for
from tests.issuing.steps import as_signed_in
from tests.transfers import sheets
from tests.transfers.arriving import arrives, parts
from tests.transfers.bank import a_bank, a_home
from tests.transfers.brought import brings_and_a_colleague_confirms
from tests.transfers.test_queue import at


@pytest.fixture(autouse=True)
def _in_english(app: Flask) -> None:
    g.language = "en"


def found(arrival_id: UUID, unit_id: UUID) -> Unplaced:
    session.commit()
    arrival = queue.arrival(arrival_id, unit_id)
    assert arrival is not None
    return arrival


def two_households() -> tuple[UUID, UUID, list[UUID], list[UUID]]:
    """Return a unit, a household with its charge, and the charge of another household."""
    unit, household = a_unit(), cast.a_household(cast.lan())
    charges = list(charges_for(household, unit).values())
    others = list(charges_for(cast.a_household(cast.hung()), unit).values())
    return unit, household, charges, others


def head() -> SignedInStaff:
    return as_signed_in(cast.dung())


@pytest.mark.parametrize("brings_it", [True, False], ids=["brings it", "confirms it"])
def test_money_of_who_lives_there_waits_for_a_colleague(app: Flask, brings_it: bool) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan, cast.men())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    session.commit()
    near, hanh, dung = at(app, own), at(app, cast.hanh()), at(app, cast.dung())
    bringer, second = (near, dung) if brings_it else (dung, near)

    content = sheets.csv(("05/11/2026", "FT1", "", "2.000", ordered.memo))
    answer = brings_and_a_colleague_confirms(bringer, second, content)
    caught_up = catch_up(clock.now())

    assert answer.status_code == 303, answer.text
    assert caught_up.placed == 0
    assert books(unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}
    session.commit()
    arrival = queue.queue(unit).arrivals[0]
    assert arrival.odd
    path = f"/desk/money/{arrival.id}"
    fields = {"order": str(ordered.id)}
    assert "Who brought or confirmed this statement is near" in hanh.get(path).text
    assert "A colleague looks at it" in hanh.get("/desk/money").text
    assert near.submit(path, fields, to=f"{path}/order").status_code == 422
    assert hanh.submit(path, fields, to=f"{path}/order").status_code == 303
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_a_receipt_made_by_a_statement_is_of_who_confirmed_it(app: Flask) -> None:
    unit, household, charges, _others = two_households()
    ordered = order(charges, household, Method.TRANSFER)
    dung, member = cast.dung(), cast.hanh()
    hanh = as_signed_in(member)
    session.commit()

    content = sheets.csv(("05/11/2026", "FT1", "", "1.000", ordered.memo))
    brings_and_a_colleague_confirms(at(app, member), at(app, dung), content)

    receipt = session.execute(sa.select(Receipt.id, Receipt.staff_id, Receipt.collector)).one()
    assert (receipt.staff_id, receipt.collector) == (dung.staff_id, None)
    with pytest.raises(RuleBroken, match="they wrote themselves"):
        undoing.undo(receipt.id, "sai hộ", by=as_signed_in(dung))
    undoing.undo(receipt.id, "sai hộ", by=hanh)
    assert books(unit) == {Book.UNPLACED: -1_000, Book.BANK: 1_000}


def test_the_log_names_who_brought_a_statement_and_who_confirmed_it(app: Flask) -> None:
    a_unit()
    hanh, dung = cast.hanh(), cast.dung()
    session.commit()

    content = sheets.csv(("05/11/2026", "FT1", "", "1.000", "x"))
    brings_and_a_colleague_confirms(at(app, hanh), at(app, dung), content)

    statement_id = reads().scalar(sa.select(StatementImport.id))
    lines = reads().execute(
        sa.select(AuditLine.event, AuditLine.staff_id)
        .where(AuditLine.object_ref == f"statement:{statement_id}")
        .order_by(AuditLine.seq)
    )
    assert [tuple(line) for line in lines] == [
        (Event.STATEMENT_BROUGHT, hanh.staff_id),
        (Event.STATEMENT_DECIDED, dung.staff_id),
    ]


def test_money_that_names_a_household_becomes_no_other_ones_fee(app: Flask) -> None:
    unit, household, charges, others = two_households()
    named = order(charges, household, Method.TRANSFER)
    other = session.scalars(sa.select(Charge.household_id).where(Charge.id == others[0])).one()
    assert other is not None
    theirs = order(others, other, Method.TRANSFER)
    hanh = as_signed_in(cast.hanh())
    arrival = arrives(unit, 2_000, named.memo, "FT1")

    for chosen in (others, charges + others):
        with pytest.raises(RuleBroken, match="names another household"):
            choosing.place_charges(found(arrival, unit), chosen, unit, by=hanh)
        session.rollback()
    with pytest.raises(RuleBroken, match="names another household"):
        choosing.place_order(found(arrival, unit), theirs.id, unit, by=hanh)
    session.rollback()

    choosing.place_charges(found(arrival, unit), charges, unit, by=hanh)
    assert books(unit) == {Book.FEES: -1_000, Book.UNPLACED: -1_000, Book.BANK: 2_000}


def test_who_annulled_a_receipt_does_not_place_its_money_again(app: Flask) -> None:
    unit, household, charges, others = two_households()
    hanh, dung = as_signed_in(cast.hanh()), head()
    arrival = arrives(unit, 1_000, "x", "FT1")
    ordered = order(charges, household, Method.TRANSFER)
    receipt_id = choosing.place_order(found(arrival, unit), ordered.id, unit, by=hanh)
    undoing.undo(receipt_id, "sai hộ", by=dung)

    for by_charges in (charges, others):
        with pytest.raises(RuleBroken, match="does not place it again"):
            choosing.place_charges(found(arrival, unit), by_charges, unit, by=dung)
        session.rollback()

    choosing.place_charges(found(arrival, unit), others, unit, by=hanh)
    assert books(unit) == {Book.FEES: -1_000, Book.BANK: 1_000}


def test_money_placed_for_somebody_near_is_not_given_back_by_them(app: Flask) -> None:
    lan = cast.lan()
    unit, household = a_unit(), cast.a_household(lan)
    charges = list(charges_for(household, unit).values())
    hanh, dung = as_signed_in(cast.hanh()), head()
    own = as_signed_in(cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan))
    arrival = arrives(unit, 3_000, "khong ghi ma", "FT1")
    (receipt_id,) = choosing.place_charges(found(arrival, unit), charges, unit, by=hanh)
    session.commit()

    with pytest.raises(RuleBroken, match="their own household"):
        returning.ask(arrival, 2_000, "chuyển nhầm", by=own)
    asked = returning.ask(arrival, 2_000, "chuyển nhầm", by=hanh)
    undoing.undo(receipt_id, "sai hộ", by=dung)
    with pytest.raises(RuleBroken, match="their own household"):
        returning.allow(asked, by=own)


def test_a_second_half_told_while_staff_place_the_first_is_told_again(
    app: Flask, time: Time
) -> None:
    hanh, home = as_signed_in(cast.hanh()), a_home()
    charge_id = next(iter(charges_for(home.household, home.unit, 2025).values()))
    session.commit()
    bank = a_bank(app)
    bank.tells(home.memo, 1_000)
    first = queue.queue(home.unit).arrivals[0]
    time.now += timedelta(minutes=1)
    second = bank.notice(bank.transfer(home.memo, 1_000))
    choosing.place_charges(first, [charge_id], home.unit, by=hanh)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(bank.post, second)
        sleep(0.5)  # it waits for the first half, on SQLite for any word
        session.commit()
        status = answer.result().status_code

    assert status in (200, 503)
    assert bank.post(second).status_code == 200
    assert parts(first.id) == (1_000, 0)
    assert sum(books(home.unit).values()) == 0
    assert books(home.unit)[Book.BANK] == 2_000
