"""Money that was struck and came after all: told by a statement, taken back by two people."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.ledger.models import Book
from portal.receiving.models import Arrival, MoneyReturn, ReturnState
from portal.settlement.differences import Kind
from portal.staff.roles import Role
from portal.transfers import statement_deciding
from portal.transfers.statement_rows import CameIn
from portal.transfers.statements import bring
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.fees import money
from tests.fees.money import a_unit, charges_for
from tests.issuing.test_whose_hand_slips_come_from import leaves, opened_by
from tests.oversight.openings import as_signed_in
from tests.settlement.test_reconciling_the_fee import reconciled
from tests.transfers.arriving import arrives, parts
from tests.transfers.test_money_that_never_came import never_came, the_return
from tests.transfers.test_return_pages import at, say, state

WAITS = {Book.UNPLACED: -3_000, Book.BANK: 3_000}


def struck(hanh: InspectingClient, dung: InspectingClient, arrival: UUID) -> UUID:
    """Let Hạnh and Dũng strike an arrival; return the return."""
    assert never_came(hanh, arrival) == 303
    back = the_return()
    assert say(dung, back, "allow") == 303
    return back


def books(unit: UUID) -> dict[Book, int]:
    found = money.books(unit)
    session.commit()
    return found


def differences() -> list[tuple[Kind, int, int]]:
    return [(each.kind, each.written, each.moved) for each in reconciled().differences]


def brought(unit: UUID, content: bytes = b"1", by: StaffCast | None = None) -> UUID:
    """Let another bring a statement that shows 3,000 đ of today by FT1; return the statement."""
    day = clock.local(clock.now()).replace(hour=0, minute=0)
    row = CameIn(row=1, came_at=day, amount=3_000, content="x", reference="FT1")
    found = bring(content, [row], (), unit, by=as_signed_in(by or cast.quan()))
    session.commit()
    return found.statement_id


def confirmed(statement: UUID, by: StaffCast | None = None) -> None:
    statement_deciding.confirm(statement, by=as_signed_in(by or cast.thom()))
    session.commit()


def test_two_people_take_a_striking_back_and_the_money_waits(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)

    assert say(dung, back, "back") == 422, "nobody asked for it"
    assert say(dung, back, "came") == 303
    assert books(unit) == {}, "nothing on one word"
    assert "/back" not in dung.get(f"/desk/money/returns/{back}").text
    assert say(dung, back, "back") == 422, "one person alone"
    assert "Money to give back" in hanh.get("/oversight/waiting").text
    assert "/back" in hanh.get(f"/desk/money/returns/{back}").text
    assert say(hanh, back, "back") == 303
    assert say(hanh, back, "back") == 422, "posted twice"

    assert state(back) is ReturnState.TAKEN_BACK
    assert books(unit) == WAITS
    assert parts(arrival) == (0, 0)
    assert differences() == []
    assert "Striking taken back" in hanh.get(f"/desk/money/returns/{back}").text


def test_what_came_after_all_is_placed_like_any_money(app: Flask) -> None:
    unit = a_unit()
    household = cast.a_household(cast.lan(), cast.men(), cast.hung())
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    say(hanh, back, "came")
    say(dung, back, "back")
    charges = [str(each) for each in charges_for(household, unit).values()]
    session.commit()

    path = f"/desk/money/{arrival}"
    assert hanh.submit(path, {"charges": charges}, to=f"{path}/charges").status_code == 303

    assert books(unit) == {Book.FEES: -3_000, Book.BANK: 3_000}
    assert differences() == []


def test_what_was_taken_back_can_be_struck_anew(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    say(hanh, back, "came")
    say(dung, back, "back")

    assert never_came(hanh, arrival) == 303
    anew = session.scalars(sa.select(MoneyReturn.id).where(MoneyReturn.id != back)).one()
    session.commit()
    assert say(dung, anew, "allow") == 303

    assert books(unit) == {}
    assert differences() == []


def test_either_leaves_it_struck(app: Flask) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)

    for browser in (hanh, dung):
        assert say(hanh, back, "came") == 303
        assert say(dung, back, "came") == 422, "asked already"
        assert say(browser, back, "keep") == 303
        assert say(dung, back, "back") == 422
        assert state(back) is ReturnState.STRUCK
    assert books(unit) == {}
    assert differences() == []


@pytest.mark.parametrize("word", ["came", "keep", "back"])
def test_only_what_was_struck_is_taken_back(app: Flask, word: str) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    never_came(hanh, arrival)

    assert say(dung, the_return(), word) == 422
    assert state(the_return()) is ReturnState.ASKED
    assert books(unit) == WAITS


def test_who_opened_the_others_account_takes_nothing_back(app: Flask) -> None:
    unit, opener = a_unit(), cast.dung()
    arrival = arrives(unit, 3_000, "x", "FT1")
    back = struck(at(app, cast.hanh()), at(app, opener), arrival)

    assert say(at(app, opened_by(opener)), back, "came") == 303
    assert say(at(app, opener), back, "back") == 422
    assert books(unit) == {}


def test_the_word_of_who_left_is_asked_anew(app: Flask) -> None:
    unit, third = a_unit(), cast.a_staff_member("ba", "Vi Văn Ba", Role.STATION_STAFF)
    arrival = arrives(unit, 3_000, "x", "FT1")
    dung = at(app, cast.dung())
    back = struck(at(app, cast.hanh()), dung, arrival)
    say(at(app, third), back, "came")
    leaves(third)

    assert say(dung, back, "back") == 422
    assert books(unit) == {}
    assert say(dung, back, "keep") == 303


def test_nobody_takes_back_for_their_own_household(app: Flask) -> None:
    unit, lan = a_unit(), cast.lan()
    household = cast.a_household(lan)
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrival = arrives(unit, 900, ordered.memo, "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    own = at(app, cast.a_staff_member("lan", lan.full_name, Role.STATION_STAFF, person=lan))

    assert say(own, back, "came") == 422
    assert say(hanh, back, "came") == 303
    assert say(own, back, "back") == 422
    assert books(unit) == {}


def test_another_commune_takes_nothing_back(app: Flask) -> None:
    unit = a_unit()
    a_unit("Xã Nà Hoa", "NH", "111")
    arrival = arrives(unit, 3_000, "x", "FT1")
    back = struck(at(app, cast.hanh()), at(app, cast.dung()), arrival)
    head = cast.a_staff_member(
        "tuoi2", "Cầm Thị Tươi", Role.STATION_HEAD, facility=cast.HOSPITAL, commune="Xã Nà Hoa"
    )
    browser = at(app, head)

    for word in ("came", "keep", "back"):
        assert say(browser, back, word) == 404, word


def test_each_step_of_taking_back_is_in_the_log(app: Flask) -> None:
    arrival = arrives(a_unit(), 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    for browser, word in ((hanh, "came"), (dung, "keep"), (dung, "came"), (hanh, "back")):
        say(browser, back, word)

    lines = session.execute(
        sa.select(AuditLine.event, AuditLine.permitted)
        .where(AuditLine.object_ref == f"return:{back}", AuditLine.section == "return:back")
        .order_by(AuditLine.seq)
    ).all()

    assert [tuple(line) for line in lines] == [
        (Event.RETURN_ASKED, True),
        (Event.RETURN_DECIDED, False),
        (Event.RETURN_ASKED, True),
        (Event.RETURN_DECIDED, True),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"state": ReturnState.DOUBTED},
        {"state": ReturnState.TAKEN_BACK},
        {"doubted_at": clock.now()},
        {"never_came": False},
    ],
)
def test_the_database_refuses_a_striking_taken_back_by_nobody(
    app: Flask, values: dict[str, object]
) -> None:
    struck(at(app, cast.hanh()), at(app, cast.dung()), arrives(a_unit(), 3_000, "x", "FT1"))

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(MoneyReturn).values(values))


def test_the_database_refuses_one_person_alone(app: Flask) -> None:
    hanh, now = cast.hanh(), clock.now()
    struck(at(app, hanh), at(app, cast.dung()), arrives(a_unit(), 3_000, "x", "FT1"))

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.update(MoneyReturn).values(
                state=ReturnState.TAKEN_BACK,
                doubted_by=hanh.staff_id,
                doubted_at=now,
                taken_back_by=hanh.staff_id,
                taken_back_at=now,
            )
        )


def test_struck_money_a_later_statement_shows_is_a_difference_until_taken_back(
    app: Flask, time: Time
) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    time.pass_by(minutes=1)

    statement = brought(unit)
    assert differences() == [], "one person's file says nothing"
    confirmed(statement)

    assert books(unit) == {}, "not booked a second time"
    assert differences() == [(Kind.STRUCK, 3_000, 0)]
    page = dung.get("/desk/money/reconciliation").text
    assert "Money struck as never come, which a later statement shows" in page
    assert "two colleagues take the striking back" in page
    assert app.test_cli_runner().invoke(args=["fees", "reconcile"]).exit_code == 1

    say(hanh, back, "came")
    assert differences() == [(Kind.STRUCK, 3_000, 0)], "until two said so"
    say(dung, back, "back")

    assert differences() == []
    assert books(unit) == WAITS


def test_a_statement_from_before_the_striking_is_no_difference(app: Flask, time: Time) -> None:
    unit = a_unit()
    confirmed(brought(unit))
    arrival = session.scalars(sa.select(Arrival.id)).one()
    time.pass_by(minutes=1)

    struck(at(app, cast.hanh()), at(app, cast.dung()), arrival)

    assert differences() == []


def test_what_two_people_let_stand_is_no_difference_until_it_is_shown_again(
    app: Flask, time: Time
) -> None:
    unit = a_unit()
    arrival = arrives(unit, 3_000, "x", "FT1")
    hanh, dung = at(app, cast.hanh()), at(app, cast.dung())
    back = struck(hanh, dung, arrival)
    quan, thom = cast.quan(), cast.thom()
    time.pass_by(minutes=1)
    confirmed(brought(unit, by=quan), thom)
    time.pass_by(minutes=1)

    say(hanh, back, "came")
    say(hanh, back, "keep")
    assert differences() == [(Kind.STRUCK, 3_000, 0)], "one person alone answers nothing"
    say(hanh, back, "came")
    say(dung, back, "keep")
    assert differences() == [], "noted twice and struck once: every statement shows it"

    time.pass_by(minutes=1)
    confirmed(brought(unit, b"2", quan), thom)
    assert differences() == [(Kind.STRUCK, 3_000, 0)]
    assert books(unit) == {}
