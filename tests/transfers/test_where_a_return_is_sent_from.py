"""What a provider collected goes back from where it is: by the provider, or by the unit's bank."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.ledger.models import Book
from portal.receiving import payouts, returning
from portal.receiving.models import Arrival, MoneyReturn, Provider, ReturnState, SentFrom
from portal.settlement.differences import Kind
from tests import cast
from tests.client import InspectingClient
from tests.fees import money
from tests.fees.money import a_unit
from tests.issuing.steps import as_signed_in
from tests.settlement.mess import arrives
from tests.settlement.test_payouts_of_providers import collected_by
from tests.settlement.test_reconciling_the_fee import reconciled
from tests.transfers.test_return_pages import at


def allowed(arrival: UUID, amount: int) -> UUID:
    """Let two people agree to give money back; return the return."""
    asker, decider = cast.quan(), cast.thom()
    back = MoneyReturn(
        arrival_id=arrival,
        unit_id=session.scalars(sa.select(Arrival.unit_id).where(Arrival.id == arrival)).one(),
        amount=amount,
        state=ReturnState.ALLOWED,
        reason="chuyển nhầm",
        asked_by=asker.staff_id,
        asked_at=clock.now(),
        decided_by=decider.staff_id,
        decided_at=clock.now(),
    )
    session.add(back)
    session.commit()
    return back.id


def too_much(unit: UUID, amount: int = 3_000, ref: str = "V2") -> UUID:
    """Let money come in by VNPAY that is to go back; return the return."""
    return allowed(arrives(unit, amount, ref, by=Provider.VNPAY), amount)


def pays_out(unit: UUID, amount: int, charges: int = 0) -> None:
    """Let VNPAY pay out to the bank, and two people say so."""
    arrival = arrives(unit, amount, "FT1")
    one, other = cast.a_staff_member("ba", "Vi Văn Ba"), cast.a_staff_member("tu", "Vi Văn Tư")
    session.commit()
    said = payouts.ask(arrival, Provider.VNPAY, charges, by=as_signed_in(one))
    payouts.confirm(said, by=as_signed_in(other))
    session.commit()


def send(browser: InspectingClient, back: UUID, **typed: str) -> tuple[int, str]:
    path = f"/desk/money/returns/{back}/sent"
    answer = browser.submit("/desk/money/statement", {"proof": "FT99"} | typed, to=path)
    return answer.status_code, answer.text


def chosen(page: str) -> str | None:
    found = re.search(r'name="sent_from" value="(\w+)" checked', page)
    return found[1] if found else None


def books(unit: UUID) -> dict[Book, int]:
    """Return the books that are not at 0, make sure rows agree, and let others write again."""
    found = money.books(unit)
    session.commit()
    assert reconciled().differences == []
    return found


def test_after_a_payout_money_goes_back_from_the_bank_and_all_agrees(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    pays_out(unit, 12_000, 1_000)
    hanh = at(app, cast.hanh())

    assert chosen(hanh.get(f"/desk/money/returns/{back}").text) is None, "a book moves by it"
    assert send(hanh, back, sent_from="bank")[0] == 303

    assert books(unit) == {Book.FEES: -10_000, Book.BANK: 9_000, Book.CHARGES: 1_000}
    page = hanh.get(f"/desk/money/returns/{back}").text
    assert "From our bank account" in page
    assert "FT99" in page


def test_another_households_money_at_the_provider_is_not_touched(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    pays_out(unit, 13_000)
    arrives(unit, 5_000, "V9", by=Provider.VNPAY)
    session.commit()
    hanh = at(app, cast.hanh())

    assert send(hanh, back, sent_from="bank")[0] == 303

    assert books(unit) == {
        Book.FEES: -10_000,
        Book.BANK: 10_000,
        Book.VNPAY: 5_000,
        Book.UNPLACED: -5_000,
    }


def test_what_the_unit_advanced_is_paid_out_to_it_later(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    hanh = at(app, cast.hanh())

    assert send(hanh, back, sent_from="bank")[0] == 303
    assert books(unit) == {Book.FEES: -10_000, Book.VNPAY: 13_000, Book.BANK: -3_000}
    pays_out(unit, 12_000, 1_000)

    assert books(unit) == {Book.FEES: -10_000, Book.BANK: 9_000, Book.CHARGES: 1_000}


def test_the_provider_sends_back_what_it_still_holds(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    hanh = at(app, cast.hanh())

    assert send(hanh, back, sent_from="provider")[0] == 303

    assert books(unit) == {Book.FEES: -10_000, Book.VNPAY: 10_000}
    assert "By the provider" in hanh.get(f"/desk/money/returns/{back}").text


def test_a_provider_that_paid_out_sends_nothing_back(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    pays_out(unit, 11_000)
    hanh = at(app, cast.hanh())
    before = books(unit)

    status, page = send(hanh, back, sent_from="provider")

    assert status == 422
    assert "Only 2,000\xa0VND lie with this provider any more" in page
    assert chosen(page) == "provider", "what was chosen stays"
    assert 'value="FT99"' in page, "what was typed stays"
    assert books(unit) == before


@pytest.mark.parametrize("typed", [{}, {"sent_from": ""}, {"sent_from": "cash"}])
def test_where_a_providers_money_was_sent_from_must_be_said(
    app: Flask, typed: dict[str, str]
) -> None:
    unit = collected_by()
    back = too_much(unit)

    status, page = send(at(app, cast.hanh()), back, **typed)

    assert status == 422
    assert "Choose one" in page
    assert 'value="FT99"' in page
    assert Book.BANK not in books(unit)


def test_where_it_was_sent_from_stays_chosen_when_the_proof_is_missing(app: Flask) -> None:
    back = too_much(collected_by())

    status, page = send(at(app, cast.hanh()), back, proof="x", sent_from="bank")

    assert status == 422
    assert chosen(page) == "bank"


def test_a_second_posting_reads_that_it_was_sent(app: Flask) -> None:
    back = too_much(collected_by())
    hanh = at(app, cast.hanh())
    send(hanh, back, sent_from="provider")

    status, page = send(hanh, back, sent_from="provider")

    assert status == 422
    assert "was paid out already" in page
    assert "Sent back" in page


def test_money_of_the_bank_is_not_asked_about_and_sent_by_the_bank(app: Flask) -> None:
    unit = a_unit()
    back = allowed(arrives(unit, 3_000, "FT1"), 3_000)
    hanh = at(app, cast.hanh())

    assert "sent_from" not in hanh.get(f"/desk/money/returns/{back}").text
    assert send(hanh, back, sent_from="provider")[0] == 303

    assert session.scalar(sa.select(MoneyReturn.sent_from)) is SentFrom.BANK
    session.commit()
    assert books(unit) == {}


def test_money_of_the_bank_is_sent_by_no_provider(app: Flask) -> None:
    back = allowed(arrives(a_unit(), 3_000, "FT1"), 3_000)

    with pytest.raises(RuleBroken) as refused:
        returning.pay_out(back, "FT9", SentFrom.PROVIDER, by=as_signed_in(cast.hanh()))

    assert refused.value.field == "sent_from"


SENT = {"state": ReturnState.PAID_OUT, "proof": "FT9", "paid_out_at": clock.now()}


@pytest.mark.parametrize(
    ("by", "values"),
    [
        (Provider.VNPAY, SENT),
        (Provider.VNPAY, {"sent_from": SentFrom.BANK}),
        (Provider.SEPAY, SENT | {"sent_from": SentFrom.PROVIDER}),
    ],
)
def test_the_database_refuses_what_was_sent_from_nowhere_or_by_a_stranger(
    app: Flask, by: Provider, values: dict[str, object]
) -> None:
    allowed(arrives(a_unit(), 3_000, "X1", by=by), 3_000)

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(MoneyReturn).values(values))


def test_the_page_and_the_command_tell_what_the_bank_sent_for_a_provider(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    send(at(app, cast.hanh()), back, sent_from="bank")

    page = at(app, cast.dung()).get("/desk/money/reconciliation").text
    command = app.test_cli_runner().invoke(args=["fees", "reconcile"])

    assert "of it 3,000\xa0VND from our bank" in page
    assert "3.000\xa0đ given back (3.000\xa0đ from our bank)" in command.output
    assert command.exit_code == 0, command.output


def test_two_who_write_it_down_at_once_move_the_money_once(app: Flask) -> None:
    unit = collected_by()
    back = too_much(unit)
    posts = [(at(app, cast.hanh()), "provider"), (at(app, cast.dung()), "bank")]
    tokens = [browser.token("/desk/money/statement") for browser, _ in posts]

    def post(number: int) -> int:
        browser, source = posts[number]
        typed = {"proof": "FT99", "sent_from": source, "csrf_token": tokens[number]}
        return browser.post(f"/desk/money/returns/{back}/sent", data=typed).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(post, range(2))) == [303, 422]
    assert sum(books(unit).get(book, 0) for book in (Book.VNPAY, Book.BANK)) == 10_000


def test_another_sender_written_behind_the_portal_is_a_difference(app: Flask) -> None:
    back = too_much(collected_by())
    send(at(app, cast.hanh()), back, sent_from="provider")

    session.execute(sa.update(MoneyReturn).values(sent_from=SentFrom.BANK))
    session.commit()

    found = [(each.kind, each.written, each.moved) for each in reconciled().differences]
    assert found == [(Kind.BANK, -3_000, 0), (Kind.BANK, 13_000, 10_000)]
