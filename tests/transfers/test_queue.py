"""Money that waits: who may look, what is guessed, and saying whose it is."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import NOBODY
from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.fees.paying import Collector, settle
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book, Cause
from portal.ledger.moves import DEPOSITS, cash_of, move
from portal.receiving.models import CashDeposit
from portal.staff.roles import Role
from portal.transfers import candidates
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees.money import a_unit, books, charges_for
from tests.transfers.arriving import arrives, parts


def at(app: Flask, staff: cast.StaffCast) -> InspectingClient:
    """Return a browser in which somebody is signed in, in English."""
    browser = cast.sign_in_staff(a_browser(app), staff)
    browser.set_cookie("language", "en")
    return browser


def two_at_home() -> tuple[UUID, UUID, list[UUID]]:
    """Return a unit, and the household of Lan and Mến with its charges."""
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men(), code="SB-0012")
    return unit, household, list(charges_for(household, unit).values())


def spoiled(memo: str) -> str:
    """Return a memo as a bank shows it that cuts the last letter; no memo has a 0."""
    return f"MBVCB.1.{memo[:-1].lower()}.0 tu 001"


def test_the_queue_shows_what_waits_and_offers_the_household(app: Flask) -> None:
    unit, household, charges = two_at_home()
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 2_000, spoiled(ordered.memo), "FT1")
    hanh = at(app, cast.hanh())

    queue = hanh.get("/desk/money").text
    page = hanh.get(f"/desk/money/{arrival}").text

    assert "SB-0012" in queue
    assert "Hà Thị Lan" not in queue, "the list names nobody"
    assert "a payment code like this one. The amount is right" in queue
    assert "Hà Thị Lan" in page
    assert "Place for this order" in page


def test_the_order_of_a_spoiled_code_is_placed_by_a_member(app: Flask) -> None:
    unit, household, charges = two_at_home()
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 2_500, spoiled(ordered.memo), "FT1")
    member = cast.hanh()
    hanh = at(app, member)
    path = f"/desk/money/{arrival}"
    fields = {"order": str(ordered.id)}

    assert "Too much: 500 VND are left over" in hanh.get(path).text.replace("\u00a0", " ")
    assert hanh.submit(path, fields, to=f"{path}/order").status_code == 303
    assert hanh.submit(path, fields, to=f"{path}/order").status_code == 422, "posted twice"

    assert parts(arrival) == (2_000, 0)
    assert books(unit) == {Book.FEES: -2_000, Book.UNPLACED: -500, Book.BANK: 2_500}
    lines = session.execute(
        sa.select(AuditLine.person_id).where(
            AuditLine.event == Event.MONEY_PLACED, AuditLine.staff_id == member.staff_id
        )
    ).all()
    session.commit()
    assert len(lines) == 2
    assert "DS-2026-000001" in hanh.get(path).text


def test_one_transfer_of_two_households_becomes_two_receipts(app: Flask) -> None:
    unit, household, charges = two_at_home()
    other = cast.a_household(cast.hung(), code="SB-0099")
    his = list(charges_for(other, unit).values())
    memos = [
        order(ids, home, Method.TRANSFER).memo for ids, home in ((charges, household), (his, other))
    ]
    arrival = arrives(unit, 4_000, " ".join(memos), "FT1")
    hanh = at(app, cast.hanh())
    path = f"/desk/money/{arrival}?household={household}&household={other}"

    page, queue = hanh.get(path).text, hanh.get("/desk/money").text
    answer = hanh.submit(
        path,
        {"charges": [str(each) for each in charges + his]},
        to=f"/desk/money/{arrival}/charges",
    )

    assert "The text names two households" in page
    assert "For two households at once" in queue
    assert answer.status_code == 303, answer.text
    assert parts(arrival) == (3_000, 0)
    assert session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 2
    assert books(unit) == {Book.FEES: -3_000, Book.UNPLACED: -1_000, Book.BANK: 4_000}


def test_no_more_is_placed_than_came_in(app: Flask) -> None:
    unit, household, charges = two_at_home()
    arrival = arrives(unit, 1_000, "ha thi lan nop phi", "FT1")
    hanh = at(app, cast.hanh())
    path = f"/desk/money/{arrival}?household={household}"

    page = hanh.get(path).text.replace("\u00a0", " ")
    send_to = f"/desk/money/{arrival}/charges?household={household}"
    answer = hanh.submit(path, {"charges": [str(each) for each in charges]}, to=send_to)

    assert "the name of the head" in page
    assert "Too little: 1,000 VND are missing" in page
    assert answer.status_code == 422
    assert "Choose fewer people" in answer.text
    assert parts(arrival) == (0, 0)
    assert hanh.submit(path, {"charges": str(charges[0])}, to=send_to).status_code == 303
    assert books(unit) == {Book.FEES: -1_000, Book.BANK: 1_000}


def test_a_household_is_found_by_its_code(app: Flask) -> None:
    unit, household, _ = two_at_home()
    arrival = arrives(unit, 1_000, "", "FT1")
    hanh = at(app, cast.hanh())
    path = f"/desk/money/{arrival}"

    found = hanh.submit(path, {"household": "SB-0012"}, to=f"{path}/find").text

    assert f"household={household}" in found
    assert hanh.submit(path, {"household": "x"}, to=f"{path}/find").status_code == 422


def test_our_own_cash_at_the_bank_is_no_fee(app: Flask) -> None:
    unit, household, charges = two_at_home()
    member = cast.hanh()
    by = Collector(actor=NOBODY, staff_id=member.staff_id, name=member.full_name)
    made = order(charges, household, Method.CASH)
    settle(made.id, "Lan", cash_of(member.staff_id), Method.CASH, by=by)
    deposit = a_deposit(unit, member, 2_000)
    arrival = arrives(unit, 2_000, "NOP TIEN MAT", "FT1")
    hanh, dung = at(app, member), at(app, cast.dung())
    path = f"/desk/money/{arrival}"
    fields = {"deposit": str(deposit)}

    assert "GNT 01" not in hanh.get(path).text, "nobody covers for their own cash"
    assert hanh.submit(path, fields, to=f"{path}/deposit").status_code == 422
    assert "GNT 01" in dung.get(path).text
    assert dung.submit(path, fields, to=f"{path}/deposit").status_code == 303
    assert dung.submit("/desk/money/statement", fields, to=f"{path}/deposit").status_code == 422

    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def a_deposit(unit: UUID, member: cast.StaffCast, amount: int) -> UUID:
    deposit = CashDeposit(
        unit_id=unit,
        holder_id=member.staff_id,
        amount=amount,
        bank_slip="GNT 01",
        at=clock.now(),
    )
    session.add(deposit)
    session.flush()
    move(
        amount,
        cash_of(member.staff_id),
        DEPOSITS,
        unit_id=unit,
        cause=Cause.DEPOSIT,
        cause_id=deposit.id,
    )
    return deposit.id


def test_nobody_places_money_for_their_own_household(app: Flask) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan)
    charges = list(charges_for(household, unit).values())
    own = cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan)
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 1_000, spoiled(ordered.memo), "FT1")
    browser = at(app, own)
    path = f"/desk/money/{arrival}"

    by_order = browser.submit(path, {"order": str(ordered.id)}, to=f"{path}/order")
    by_charge = browser.submit(path, {"charges": str(charges[0])}, to=f"{path}/charges")

    assert (by_order.status_code, by_charge.status_code) == (422, 422)
    assert parts(arrival) == (0, 0)


def test_another_commune_meets_nothing_of_it(app: Flask) -> None:
    unit, household, charges = two_at_home()
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 2_000, spoiled(ordered.memo), "FT1")
    theirs = a_unit("Xã Nà Hoa", "NH", "111")
    own = arrives(theirs, 2_000, "x", "FT2")
    browser = at(app, cast.elsewhere())

    assert browser.get(f"/desk/money/{arrival}").status_code == 404
    for word in ("find", "order", "charges", "deposit", "return"):
        answer = browser.submit("/desk/money/statement", {}, to=f"/desk/money/{arrival}/{word}")
        assert answer.status_code == 404, word
    path = f"/desk/money/{own}"
    assert "Hà Thị Lan" not in browser.get(f"{path}?household={household}").text
    assert browser.submit(path, {"order": str(ordered.id)}, to=f"{path}/order").status_code == 422
    tried = browser.submit(path, {"charges": str(charges[0])}, to=f"{path}/charges")
    assert tried.status_code == 422
    assert "FT1" not in browser.get(f"/desk/money?after={arrival}").text
    assert books(unit) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}
    assert books(theirs) == {Book.UNPLACED: -2_000, Book.BANK: 2_000}


def test_who_does_not_work_at_the_desk_has_no_such_page(app: Flask) -> None:
    unit, _, _ = two_at_home()
    arrival = arrives(unit, 2_000, "x", "FT1")
    doctor = at(app, cast.quan())

    for path in ("/desk/money", f"/desk/money/{arrival}", "/desk/money/statement"):
        assert doctor.get(path).status_code in (403, 404), path


def test_a_commune_where_nobody_collects_has_no_queue(app: Flask) -> None:
    a_unit()
    browser = at(app, cast.elsewhere())

    for path in ("/desk/money", "/desk/money/statement", "/desk/money/returns"):
        assert "Nobody collects here yet" in browser.get(path).text, path


def test_a_long_queue_is_read_in_parts(app: Flask) -> None:
    unit = a_unit()
    for number in range(25):
        arrives(unit, 1_000 + number, f"so {number:02}", f"FT{number}")
    hanh = at(app, cast.hanh())

    first = hanh.get("/desk/money").text
    second = hanh.get(re.search(r"/desk/money\?after=[0-9a-f-]+", first)[0]).text  # type: ignore[index]

    assert "25 payments" in first
    for number in range(25):
        assert (f"so {number:02}" in first) != (f"so {number:02}" in second), number


def test_of_two_who_place_one_transfer_one_wins(app: Flask) -> None:
    unit, _, charges = two_at_home()
    other = cast.a_household(cast.hung())
    his = list(charges_for(other, unit).values())
    arrival = arrives(unit, 2_000, "x", "FT1")
    path = f"/desk/money/{arrival}/charges"
    sent = [
        (at(app, cast.hanh()), charges),
        (at(app, cast.dung()), [charges[0], *his]),
    ]
    tokens = [browser.token("/desk/money/statement") for browser, _ in sent]

    def place(number: int) -> int:
        browser, chosen = sent[number]
        fields = {"csrf_token": tokens[number], "charges": [str(each) for each in chosen]}
        return browser.post(path, data=fields).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(place, range(2)))

    assert answers == [303, 422]
    assert parts(arrival) == (2_000, 0)
    assert books(unit) == {Book.FEES: -2_000, Book.BANK: 2_000}


def test_a_page_of_the_queue_asks_few_questions(app: Flask, statements: list[str]) -> None:
    unit, household, charges = two_at_home()
    ordered = order(charges, household, Method.TRANSFER)
    for number in range(20):
        arrives(unit, 1_000, spoiled(ordered.memo), f"FT{number}")
    hanh = at(app, cast.hanh())
    hanh.get("/desk/money")
    statements.clear()

    hanh.get("/desk/money")

    # Session, unit, arrivals, orders, households; and what the menu counts for six packages.
    assert len(statements) <= 11, statements


def test_a_long_past_costs_the_queue_no_more(app: Flask, statements: list[str]) -> None:
    unit, household, charges = two_at_home()
    arrives(unit, 1_000, "khong ghi ma", "FT1")
    for number in range(30):
        ordered = order(charges, household, Method.TRANSFER)
        arrives(unit, 7, spoiled(ordered.memo), f"FTB{number}")
    session.commit()
    statements.clear()

    found = candidates.orders(unit, [spoiled(ordered.memo)], ())
    nobody = candidates.owing(unit, ["khong ghi ma"])
    named = candidates.owing(unit, ["HA THI LAN nop phi", "xom SB 0012"])

    assert ordered.memo in {each.memo for each in found}
    assert candidates.orders(unit, ["0"], ()) == []
    assert [each.memo for each in candidates.orders(unit, ["0"], [ordered.id])] == [ordered.memo]
    assert nobody == []
    assert [(each.id, each.amount) for each in named] == [(household, 2_000)]


def test_money_that_names_a_household_offers_no_other(app: Flask) -> None:
    unit, household, charges = two_at_home()
    other = cast.a_household(cast.hung(), code="SB-0099")
    charges_for(other, unit)
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 1_500, f"{ordered.memo} SB-0099 Lo Van Hung", "FT1")
    hanh = at(app, cast.hanh())

    queue = hanh.get("/desk/money").text
    page = hanh.get(f"/desk/money/{arrival}?household={other}").text

    assert "SB-0012" in queue
    assert "SB-0099 Lo" in queue, "the text itself stays as the bank wrote it"
    assert "SB-0012, SB-0099" not in queue
    assert f"household={household}" in page
    assert f"household={other}" not in page
    assert "Choose for whom" not in page
    assert "Find another household" not in page


def test_a_refusal_loses_no_chosen_household_and_nothing_typed(app: Flask) -> None:
    unit, household, charges = two_at_home()
    ordered = order(charges, household, Method.TRANSFER)
    arrival = arrives(unit, 1_500, spoiled(ordered.memo), "FT1")
    hanh = at(app, cast.hanh())
    path = f"/desk/money/{arrival}?household={household}"
    page = hanh.get(path).text

    for word, fields in (
        ("return", {"amount": "1.200", "reason": "x"}),
        ("order", {"order": "x"}),
        ("deposit", {"deposit": "x"}),
    ):
        to = f"/desk/money/{arrival}/{word}?household={household}"
        answer = hanh.submit(path, fields, to=to)

        assert answer.status_code == 422, word
        assert "Choose for whom" in answer.text, word
        assert str(charges[0]) in answer.text, word
        assert answer.text.count('class="error"') == 1, word
        if word == "return":
            assert to in page
            assert 'value="1.200"' in answer.text
