"""Cash at the station and in a village: once, with a receipt, from the collector's own people."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cash import boxes
from portal.fees.models import Charge, ExemptionKind
from portal.fees.order_models import ChargePayment, Receipt
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.ledger.models import Book
from portal.receiving.undoing import undo
from portal.staff.roles import Role
from tests import cast
from tests.cash.steps import (
    NEXT_DOOR,
    OWN,
    a_collecting_commune,
    at,
    collects,
    gives_back,
    head_of,
    pay_by_transfer,
    take,
)
from tests.cast import StaffCast
from tests.client import InspectingClient, a_browser
from tests.conftest import Time
from tests.fees.money import books

_BORN = PartialDate.of_year(1990)


def receipts() -> list[tuple[int, int]]:
    """Return number and amount of every receipt."""
    rows = session.execute(sa.select(Receipt.number, Receipt.amount).order_by(Receipt.number))
    return [(row.number, row.amount) for row in rows]


def test_the_station_finds_a_household_and_takes_its_cash(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)

    found = desk.submit("/desk/cash", {"household": "ha thi lan"}, to="/desk/cash/find")
    page = desk.get(f"/cash/households/{commune.lans}").text
    answer = take(desk, commune.lans, *commune.charges)
    receipt = desk.get(answer.location).text

    assert f"/cash/households/{commune.lans}" in found.text
    assert page.count("checked") == 2, "all that is open is chosen"
    assert 'value="Hà Thị Lan"' in page
    assert "DS-2026-000001" in receipt
    assert "2,000" in receipt
    assert boxes.held(commune.unit, hanh.staff_id) == 2_000
    assert books(commune.unit) == {Book.FEES: -2_000, Book.CASH: 2_000}
    assert "DS-2026-000001" in desk.get("/desk/cash").text


def test_a_form_sent_twice_takes_nothing_twice(app: Flask) -> None:
    commune = a_collecting_commune()
    desk = at(app, cast.hanh())

    first, second = (take(desk, commune.lans, *commune.charges) for _ in range(2))

    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert receipts() == [(1, 2_000)]
    assert books(commune.unit)[Book.CASH] == 2_000


@pytest.mark.parametrize("who", ["less of it", "another collector", "another payer", "hours later"])
def test_what_is_paid_for_is_not_taken_again(app: Flask, time: Time, who: str) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    take(at(app, hanh), commune.lans, *commune.charges)
    if who == "hours later":
        time.pass_by(hours=2)

    second = take(
        at(app, head_of() if who == "another collector" else hanh),
        commune.lans,
        *(commune.charges[:1] if who == "less of it" else commune.charges),
        payer="Hà Văn Con" if who == "another payer" else "Hà Thị Lan",
    )

    assert second.status_code == 422
    assert "paid for already" in second.text
    assert receipts() == [(1, 2_000)]


def test_after_a_receipt_is_annulled_the_same_cash_is_taken_anew(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    first = take(desk, commune.lans, *commune.charges)
    [receipt_id] = session.scalars(sa.select(Receipt.id)).all()
    gives_back(hanh)
    undo(receipt_id, "Ghi nhầm hộ", by=collects(cast.dung()))
    session.commit()

    second = take(desk, commune.lans, *commune.charges)

    assert second.status_code == 303
    assert second.location != first.location


def test_of_two_collectors_at_one_moment_one_writes_the_receipt(app: Flask) -> None:
    commune = a_collecting_commune()
    browsers = [at(app, cast.hanh()), at(app, head_of())]
    tokens = [browser.token("/staff/") for browser in browsers]
    start = Barrier(2)

    def send(number: int) -> int:
        # One of the two charges is in both hands.
        chosen = commune.charges if number else commune.charges[:1]
        start.wait()
        return (
            browsers[number]
            .post(
                f"/cash/households/{commune.lans}",
                data={
                    "csrf_token": tokens[number],
                    "charges": [str(charge) for charge in chosen],
                    "payer": "Hà Thị Lan",
                    "said": str(1_000 * len(chosen)),
                },
            )
            .status_code
        )

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))

    assert answers == [303, 422]
    assert len(receipts()) == 1
    [(number, amount)] = receipts()
    assert number == 1
    assert books(commune.unit) == {Book.FEES: -amount, Book.CASH: amount}


def test_an_annulled_receipt_stays_in_the_list_and_out_of_the_sum(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    take(desk, commune.lans, commune.charges[0])
    take(desk, commune.lans, commune.charges[1])
    first = session.scalars(sa.select(Receipt.id).where(Receipt.number == 1)).one()
    gives_back(hanh, first)
    undo(first, "sai người", by=collects(cast.dung()))
    session.commit()

    page = desk.get("/desk/cash").text

    assert "DS-2026-000001" in page
    assert page.count("Annulled") == 1
    assert 'In all <b class="nums">1,000' in page
    assert page.index("DS-2026-000002") < page.index("DS-2026-000001"), "newest first"


def test_a_part_may_be_paid_now_and_the_rest_later(app: Flask) -> None:
    commune = a_collecting_commune()
    desk = at(app, cast.hanh())

    take(desk, commune.lans, commune.charges[1], payer="Phạm Thị Mến")
    page = desk.get(f"/cash/households/{commune.lans}").text
    take(desk, commune.lans, commune.charges[0])

    assert page.count('type="checkbox"') == 1
    assert receipts() == [(1, 1_000), (2, 1_000)]


@pytest.mark.parametrize(
    ("charges", "payer", "sentence"),
    [
        ([], "Hà Thị Lan", "Choose for whom is paid"),
        (["no id"], "Hà Thị Lan", "Choose for whom is paid"),
        (None, " ", "Type the name of who pays"),
    ],
    ids=["nobody", "nonsense", "no-name"],
)
def test_what_is_missing_is_said_beside_its_field(
    app: Flask, charges: list[str] | None, payer: str, sentence: str
) -> None:
    commune = a_collecting_commune()
    desk = at(app, cast.hanh())
    chosen = [str(charge) for charge in commune.charges] if charges is None else charges

    answer = desk.submit(
        "/staff/",
        {"charges": chosen, "payer": payer},
        to=f"/cash/households/{commune.lans}",
    )

    assert answer.status_code == 422
    assert sentence in answer.text
    assert receipts() == []


def test_who_is_exempt_stands_at_nothing_without_a_reason(app: Flask) -> None:
    commune = a_collecting_commune()
    session.execute(
        sa.update(Charge)
        .where(Charge.id == commune.charges[0])
        .values(amount=0, exemption=ExemptionKind.POOR_HOUSEHOLD)
    )
    page = at(app, head_of()).get(f"/cash/households/{commune.lans}").text

    assert "Nothing to pay" in page
    assert page.count('type="checkbox"') == 1
    assert "poor" not in page.lower()


def test_opening_a_household_is_written_for_each_of_its_people(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()

    at(app, hanh).get(f"/cash/households/{commune.lans}")

    lines = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.FEES_SEEN)).all()
    assert len({line.person_id for line in lines}) == 2
    assert {line.staff_id for line in lines} == {hanh.staff_id}


def test_a_look_at_a_receipt_is_written_down(app: Flask) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    desk = at(app, hanh)
    address = take(desk, commune.lans, *commune.charges).location

    assert desk.get(address).status_code == 200

    seen = sa.select(AuditLine).where(AuditLine.event == Event.FEES_SEEN)
    [line] = session.scalars(seen).all()
    assert line.staff_id == hanh.staff_id
    assert line.object_ref == f"receipt:{address.rsplit('/', 1)[1]}"


def test_a_village_head_sees_own_households_unpaid_first_and_who_paid_by_qr(app: Flask) -> None:
    commune = a_collecting_commune()
    neighbour = cast.a_household(village=OWN, code="H3")
    session.execute(
        sa.update(Charge)
        .where(Charge.id == commune.hungs_charges[0])
        .values(household_id=neighbour)
    )
    pay_by_transfer(neighbour, commune.unit, commune.hungs_charges[0])
    phone = at(app, head_of())

    page = phone.get("/cash").text

    assert page.index("<b>Hà Thị Lan</b>") < page.index("<b>H3</b>")
    assert "Paid without cash" in page
    assert "Still asked: 2,000\xa0VND. Paid for 2026: 1,000\xa0VND." in page
    assert "Bank transfer" in phone.get(f"/cash/households/{neighbour}").text


def test_a_long_list_has_pages(app: Flask) -> None:
    commune = a_collecting_commune()
    for number in range(41):
        household = cast.a_household(village=OWN, code=f"N{number:02}")
        person = cast.a_person(f"Người {number:02}", born=_BORN, with_account=False)
        session.add(
            Charge(
                person_id=person.person_id,
                year=2026,
                unit_id=commune.unit,
                household_id=household,
                village_id=None,
                terms_id=session.scalars(
                    sa.select(Charge.terms_id).where(Charge.id == commune.charges[0])
                ).one(),
                amount=1_000,
                exemption=None,
                opened_at=session.scalars(sa.select(sa.func.max(Charge.opened_at))).one(),
            )
        )
    phone = at(app, head_of())

    first = phone.get("/cash").text
    further = re.findall(r'href="(/cash\?after=[^"]+)"', first)
    second = phone.get(unescape(further[0])).text

    assert first.count("/cash/households/") == 40
    assert len(further) == 1
    assert second.count("/cash/households/") == 2
    assert 'href="/cash?after' not in second
    shown = re.findall(r"/cash/households/([0-9a-f-]+)", first + second)
    assert len(set(shown)) == 42


STRANGERS: dict[str, Callable[[], StaffCast]] = {
    "another village": lambda: head_of(NEXT_DOOR),
    "another commune": cast.elsewhere,
    "collaborator": lambda: head_of(role=Role.COLLABORATOR),
}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_reaches_households_that_are_not_theirs(app: Flask, who: str) -> None:
    commune, hanh = a_collecting_commune(), cast.hanh()
    receipt = take(at(app, hanh), commune.lans, commune.charges[0]).location
    browser = at(app, STRANGERS[who]())

    assert browser.get(f"/cash/households/{commune.lans}").status_code == 404
    assert take(browser, commune.lans, commune.charges[1]).status_code == 404
    assert browser.get(receipt).status_code == 404
    assert "Hà Thị Lan" not in browser.get("/cash").text
    assert receipts() == [(1, 1_000)]


def test_a_charge_of_another_household_is_not_paid_through_ones_own(app: Flask) -> None:
    commune = a_collecting_commune()

    answer = take(at(app, head_of()), commune.lans, *commune.hungs_charges)

    assert answer.status_code == 422
    assert session.scalars(sa.select(ChargePayment.id)).all() == []


def test_a_village_head_without_a_village_sees_nobody(app: Flask) -> None:
    commune = a_collecting_commune()
    session.execute(sa.text("UPDATE household SET village_id = NULL"))
    member = cast.a_staff_member("khong", "Cầm Văn Không", Role.VILLAGE_HEAD)
    phone = at(app, member)

    assert phone.get(f"/cash/households/{commune.lans}").status_code == 404
    assert "Nothing to collect yet" in phone.get("/cash").text


def test_where_no_unit_collects_the_pages_say_so(app: Flask) -> None:
    household: UUID = cast.a_household(cast.lan())
    desk = at(app, cast.hanh())

    assert "No fee is collected here yet" in desk.get("/desk/cash").text
    assert desk.get(f"/cash/households/{household}").status_code == 404


def test_residents_and_strangers_find_no_such_page(app: Flask) -> None:
    lan = cast.lan()
    household = cast.a_household(lan)
    resident: InspectingClient = cast.sign_in(a_browser(app), lan)

    for path in ("/cash", "/desk/cash", f"/cash/households/{household}"):
        assert resident.get(path).status_code == 404
        assert a_browser(app).get(path).status_code == 303
