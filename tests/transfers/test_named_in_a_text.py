"""Whom a text names is found, however codes are written and however many others there are."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.fees.memo import ALPHABET, START, squeezed
from portal.fees.models import Charge
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
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
        ("Đ-7", "nop d7 nam nay"),
        ("Đông/7", "phi ho dong 7 nam nay"),
        ("Đông/7", "MBVCB.1.DONG7.CT tu 001"),
        ("Xóm Ổ #12", "nop tien xomo12"),
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


def _owes(unit: UUID, code: str, head: str) -> UUID:
    born = PartialDate.of_year(1980)
    household = cast.a_household(cast.a_person(head, born=born, with_account=False), code=code)
    charges_for(household, unit)
    return household


def test_heads_of_one_word_keep_no_household_from_being_found_by_its_code(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = a_unit()
    _owes(unit, "A1", "An")
    named = _owes(unit, "SB-0012", "Hà Thị Lan")
    session.commit()
    monkeypatch.setattr(candidates, "MOST_HOUSEHOLDS", 1)

    assert [each.id for each in candidates.owing(unit, ["an nop thay cho sb 0012"])] == [named]


def test_of_more_namesakes_than_are_read_the_one_named_by_its_code_stays(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = a_unit()
    homes = [_owes(unit, code, "Lò Văn An") for code in ("A-0001", "A-0002", "SB-0012")]
    session.commit()
    monkeypatch.setattr(candidates, "MOST_HOUSEHOLDS", 1)

    assert [each.id for each in candidates.owing(unit, ["lo van an sb0012"])] == homes[-1:]


def test_what_is_open_is_summed_of_none_but_who_is_named(app: Flask, statements: list[str]) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), code="SB-0012")
    charges_for(household, unit)
    session.commit()
    statements.clear()

    assert candidates.owing(unit, ["khong ghi ma"]) == []

    assert len(statements) == 1
    assert "fee_charge" not in statements[0]


def test_who_owes_nothing_more_and_who_lives_elsewhere_is_not_guessed(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan(), code="SB-0012")
    theirs = a_unit("Xã Nà Hoa", "NH", "111")
    elsewhere = cast.a_household(cast.hung(), commune="Xã Nà Hoa", code="SB-0012")
    charges_for(household, unit)
    charges_for(elsewhere, theirs)
    session.commit()

    assert [each.id for each in candidates.owing(unit, ["sb 0012"])] == [household]
    assert [each.id for each in candidates.owing(theirs, ["sb 0012"])] == [elsewhere]

    session.execute(sa.update(Charge).where(Charge.unit_id == unit).values(amount=0))
    session.commit()
    assert candidates.owing(unit, ["sb 0012"]) == []


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
