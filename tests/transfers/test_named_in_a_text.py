"""What the database leaves out is never what a text means."""

import pytest
from flask import Flask

from portal.fees.memo import ALPHABET, START, squeezed
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.transfers import candidates
from portal.transfers.guesses import letters_off
from tests import cast
from tests.fees.money import a_unit, charges_for


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("SB-0012", "nop phi SB-0012"),
        ("SB-0012", "sb0012"),
        ("ĐS/7.12", "ds 7 12 nop"),
        ("SB_0012", "nop SB 0012"),
        ("SB, (0012)", "nop sb0012"),
        ("Đ7", "nop d7 nam nay"),
        ("H7", "phi h7 nam nay"),
        ("H7", "HATHILAN chuyen tien"),
    ],
)
def test_a_household_is_named_by_its_code_or_its_head(app: Flask, code: str, text: str) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), cast.men(), code=code)
    charges_for(household, unit)
    session.commit()

    assert [each.id for each in candidates.owing(unit, ["", text])] == [household]
    assert candidates.owing(unit, ["H70 nop tien", "Ha Thi"]) == []


def test_every_memo_the_comparison_forgives_is_read(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    memo = order(charges_for(household, unit).values(), household, Method.TRANSFER).memo
    session.commit()
    spoiled = [memo[:at] + "0" + memo[at + 1 :] for at in range(len(memo))]
    spoiled += [memo[:at] + memo[at + 1 :] for at in range(len(memo))]
    spoiled += [memo.removeprefix(START), memo.lower()]

    for text in spoiled:
        assert letters_off(memo, squeezed(text)) is not None
        assert [each.memo for each in candidates.orders(unit, [text], ())] == [memo], text
    assert "0" not in ALPHABET
    assert candidates.orders(unit, ["0" * 20], ()) == []
