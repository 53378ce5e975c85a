"""No bank signs a statement: nothing of it is money before a second person compared it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.order_models import Method, Receipt
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import Arrival
from portal.settlement.catching_up import catch_up
from portal.staff.models import StaffMember, StaffSession
from portal.staff.roles import Role
from portal.transfers import queue, statement_deciding, taking
from portal.transfers.models import StatementImport, StatementRow, StatementState
from tests import cast
from tests.fees.money import a_unit, books, charges_for
from tests.issuing.test_whose_hand_slips_come_from import opened_by
from tests.transfers import sheets
from tests.transfers.arriving import arrives
from tests.transfers.brought import PAGE, brings, says, state, waiting
from tests.transfers.test_return_pages import at


def a_third() -> cast.StaffCast:
    return cast.a_staff_member("ba", "Vi Văn Ba", Role.STATION_STAFF)


def a_payment() -> tuple[UUID, bytes]:
    """Return a unit, and a file with the whole payment of a household and money of nobody."""
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "FT1", "", "1.000", f"MBVCB {ordered.memo}"),
        ("07/11/2026", "FT2", "", "9.000", "không rõ"),
        ("31/02/2026", "FT3", "", "1.000", "x"),
        ("30/02/2026", "FT4", "", "1.000", "x"),
    )
    return unit, content


def receipts() -> int:
    found = session.scalars(sa.select(sa.func.count()).select_from(Receipt)).one()
    session.commit()
    return found


def test_a_brought_file_makes_no_receipt_and_no_money(app: Flask) -> None:
    unit, content = a_payment()

    answer = brings(at(app, cast.hanh()), content)
    caught_up = catch_up(clock.now())

    assert answer.status_code == 200, answer.text
    assert "Nothing of it is money yet" in answer.text
    assert caught_up.placed == 0
    assert (receipts(), books(unit), queue.queue(unit).count) == (0, {}, 0)


def test_the_second_person_sees_the_rows_and_makes_the_receipt(app: Flask) -> None:
    unit, content = a_payment()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    brings(hanh, content)
    path = f"/desk/money/statements/{waiting()}"

    page = dung.get(path).text.replace("\u00a0", " ")
    answer = says(dung, "confirm")

    for said in (
        "0000000000",
        "Ngân hàng Mẫu",
        "Lò Thị Hạnh",
        "5 Nov 2026",
        "7 Nov 2026",
        "10,000 VND",
        "không rõ",
        "This day cannot be read",
        "Open the bank’s own app",
    ):
        assert said in page
    assert answer.location.endswith(path)
    assert receipts() == 1
    assert books(unit) == {Book.FEES: -1_000, Book.UNPLACED: -9_000, Book.BANK: 10_000}
    assert "Hoàng Văn Dũng" in hanh.get(path).text
    assert [each.amount for each in queue.queue(unit).arrivals] == [9_000]


def test_who_brought_it_does_not_confirm_it(app: Flask) -> None:
    unit, content = a_payment()
    hanh = at(app, cast.hanh())
    brings(hanh, content)

    answer = says(hanh, "confirm")

    assert answer.status_code == 422
    assert "Who brought a statement does not confirm it" in answer.text
    assert (state(waiting()), books(unit)) == (StatementState.WAITING, {})


def test_who_opened_the_other_account_does_not_confirm_it(app: Flask) -> None:
    unit, content = a_payment()
    opener = cast.dung()
    brings(at(app, opened_by(opener)), content)
    browser = at(app, opener)

    page = browser.get(f"/desk/money/statements/{waiting()}").text

    assert "The bank shows the same" not in page
    assert says(browser, "confirm").status_code == 422
    assert (receipts(), books(unit)) == (0, {})


def test_what_a_closed_account_brought_is_refused_and_brought_anew(app: Flask) -> None:
    unit, content = a_payment()
    hanh, dung, third = cast.hanh(), at(app, cast.dung()), at(app, a_third())
    brings(at(app, hanh), content)
    session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == hanh.staff_id)
        .values(suspended_at=clock.now())
    )
    session.commit()

    assert "does not work here any more" in says(dung, "confirm").text
    assert says(dung, "refuse").status_code == 303
    assert brings(third, content).status_code == 200
    assert says(dung, "confirm").status_code == 303
    assert books(unit)[Book.BANK] == 10_000


@pytest.mark.parametrize("who", ["who brought it", "a colleague"])
def test_a_refused_statement_never_becomes_money(app: Flask, who: str) -> None:
    unit, content = a_payment()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    brings(hanh, content)
    statement_id = waiting()

    assert says(hanh if who == "who brought it" else dung, "refuse").status_code == 303
    assert says(dung, "confirm", statement_id).status_code == 422
    assert catch_up(clock.now()).placed == 0

    assert state(statement_id) is StatementState.REFUSED
    assert (receipts(), books(unit)) == (0, {})
    kept = session.scalars(sa.select(sa.func.count()).select_from(StatementRow)).one()
    assert kept == 2, "its rows stay to be looked at"


def test_what_is_confirmed_is_not_refused_afterwards(app: Flask) -> None:
    _unit, content = a_payment()
    dung = at(app, cast.dung())
    brings(at(app, cast.hanh()), content)
    statement_id = waiting()
    says(dung, "confirm")

    assert says(dung, "refuse", statement_id).status_code == 422
    assert state(statement_id) is StatementState.CONFIRMED


def test_two_who_confirm_at_once_make_one_receipt(app: Flask) -> None:
    unit, content = a_payment()
    both = [at(app, cast.dung()), at(app, a_third())]
    brings(at(app, cast.hanh()), content)
    path = f"/desk/money/statements/{waiting()}/confirm"
    tokens = [browser.token(PAGE) for browser in both]

    def send(number: int) -> int:
        data = {"csrf_token": tokens[number]}
        return both[number].post(path, data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(send, range(2)))

    assert answers == [303, 422]
    assert receipts() == 1
    assert books(unit) == {Book.FEES: -1_000, Book.UNPLACED: -9_000, Book.BANK: 10_000}


def test_a_crash_between_two_rows_leaves_the_statement_waiting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit, content = a_payment()
    dung = at(app, cast.dung())
    brings(at(app, cast.hanh()), content)
    noted: list[UUID] = []

    def note_one(*args: object, **values: object) -> taking.Noted | None:
        if noted:
            raise MemoryError
        found = taking.note_named(*args, **values)  # type: ignore[arg-type]
        noted.append(unit)
        return found

    with monkeypatch.context() as broken:
        broken.setattr(statement_deciding, "note_named", note_one)
        assert says(dung, "confirm").status_code == 500

    assert (state(waiting()), receipts(), books(unit)) == (StatementState.WAITING, 0, {})
    assert says(dung, "confirm").status_code == 303
    assert (receipts(), books(unit)[Book.BANK]) == (1, 10_000)


def test_what_a_messenger_tells_meanwhile_is_counted_once(app: Flask) -> None:
    unit = a_unit()
    session.commit()
    rows = (("23/11/2026", "FT1", "", "1.000", "x"), ("24/11/2026", "FT2", "", "9.000", "không rõ"))
    brings(at(app, cast.hanh()), sheets.csv(*rows))
    statement_id = waiting()
    arrives(unit, 9_000, "không rõ", "FT2")
    session.commit()

    says(at(app, cast.dung()), "confirm")

    assert books(unit) == {Book.UNPLACED: -10_000, Book.BANK: 10_000}
    kept = session.execute(
        sa.select(StatementImport.new, StatementImport.known).where(
            StatementImport.id == statement_id
        )
    ).one()
    assert tuple(kept) == (1, 1)


def test_one_reference_for_two_sums_hides_no_third_payment(app: Flask) -> None:
    unit = a_unit()
    arrives(unit, 7_000, "x", "FT1")
    session.commit()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    same = ("24/11/2026", "", "5.000", "nop phi")
    for reference in ("FT1", "FT2"):
        brings(hanh, sheets.csv((same[0], reference, *same[1:])))
        says(dung, "confirm")

    assert books(unit)[Book.BANK] == 17_000


def test_only_the_desk_of_the_unit_looks_at_it(app: Flask) -> None:
    _unit, content = a_payment()
    brings(at(app, cast.hanh()), content)
    path = f"/desk/money/statements/{waiting()}"
    a_unit("Xã Nà Hoa", "NH", "111")
    elsewhere = at(app, cast.elsewhere())
    village = cast.a_staff_member("khua", "Lò Văn Khua", Role.VILLAGE_HEAD)
    session.commit()

    assert elsewhere.get(path).status_code == 404
    assert says(elsewhere, "confirm").status_code == 404
    assert at(app, village).get(path).status_code in (403, 404)


def test_it_waits_in_the_queue_of_a_colleague(app: Flask) -> None:
    _unit, content = a_payment()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    brings(hanh, content)
    path = f"/desk/money/statements/{waiting()}"

    for browser, mine in ((hanh, False), (dung, True)):
        page = browser.get("/oversight/waiting").text
        assert path in page
        assert ("Waiting for my word&nbsp;(1)" in page) is mine
    says(dung, "confirm")
    assert path not in dung.get("/oversight/waiting").text
    assert path in dung.get(PAGE).text


@pytest.mark.parametrize("are_two", [True, False], ids=["two", "one"])
def test_the_page_says_who_may_confirm_it(app: Flask, are_two: bool) -> None:
    _unit, content = a_payment()
    if are_two:
        cast.dung()
        session.commit()
    hanh = at(app, cast.hanh())
    brings(hanh, content)

    page = hanh.get(f"/desk/money/statements/{waiting()}").text

    assert ("Hoàng Văn Dũng" in page) is are_two
    assert ("nobody else here may confirm it" in page) is not are_two


def test_a_code_asked_for_again_comes_before_a_word_on_a_statement(app: Flask) -> None:
    _unit, content = a_payment()
    dung = at(app, cast.dung())
    brings(at(app, cast.hanh()), content)
    path = f"/desk/money/statements/{waiting()}"
    session.execute(sa.update(StaffSession).values(confirmed_at=clock.now() - timedelta(days=1)))
    session.commit()

    assert dung.get(path).status_code == 303
    assert state(waiting()) is StatementState.WAITING


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fee_statement_row SET amount = 9000000",
        "DELETE FROM fee_statement_row",
        (
            "UPDATE fee_statement"
            " SET state = 'confirmed', decided_by = brought_by, decided_at = brought_at"
        ),
        "UPDATE fee_statement SET state = 'confirmed'",
        "UPDATE fee_statement SET brought_at = '2020-01-01 00:00:00+00:00'",
    ],
)
def test_the_database_keeps_what_waits_as_it_was_brought(app: Flask, change: str) -> None:
    _unit, content = a_payment()
    brings(at(app, cast.hanh()), content)

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text(change))
    session.rollback()


def test_the_database_keeps_a_word_that_was_said(app: Flask) -> None:
    _unit, content = a_payment()
    brings(at(app, cast.hanh()), content)
    says(at(app, cast.dung()), "refuse")

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.text("UPDATE fee_statement SET state = 'confirmed'"))
    session.rollback()


def test_a_row_kept_for_the_second_person_is_known_again_in_a_later_file(app: Flask) -> None:
    unit = a_unit()
    session.commit()
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    same = ("05/11/2026 7:30:15", "", "", "9.000", "a")
    brings(hanh, sheets.csv(same, same))
    says(dung, "confirm")
    brings(hanh, sheets.csv(same, same, ("06/11/2026", "FT9", "", "1.000", "b")))
    says(dung, "confirm")

    found = session.scalars(sa.select(Arrival.amount).order_by(Arrival.amount)).all()
    assert found == [1_000, 9_000, 9_000]
    assert books(unit)[Book.BANK] == 19_000
