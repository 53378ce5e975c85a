"""A code that banks or fingers spoiled still points to its household; nothing else does."""

from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fees.memo import ALPHABET, LENGTH, START, squeezed
from portal.transfers.guesses import FoundBy, Guess, Ordered, Owing, guesses, letters_off

MEMO = "HSSK7F3K2Q9A"
CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)


def ordered(memo: str = MEMO, *, amount: int = 2_000, is_paid: bool = False) -> Ordered:
    return Ordered(
        id=uuid4(),
        household_id=uuid4(),
        code="HK1",
        memo=memo,
        amount=amount,
        is_paid=is_paid,
    )


def owing(code: str = "SB-0012", head: str = "Hà Thị Lan", amount: int = 2_000) -> Owing:
    return Owing(id=uuid4(), code=code, head_id=None, head=head, amount=amount)


@pytest.mark.parametrize(
    ("content", "letters"),
    [
        ("HSSK7F3K2Q9A", 0),
        ("MBVCB.123.hssk 7f3k 2q9a.CT tu 001", 0),
        ("HSSK7F3K2Q9", 1),
        ("HSSK7F3K29A", 1),
        ("HSK7F3K2Q9A", 1),
        ("HSSK7F3K2QQ9A", 1),
        ("HSSK7F3KZQ9", 2),
        ("SSK7F3K2Q9", 2),
        ("7F3K2Q9A", 1),
        ("HSSK7F3K111", None),
        ("HA THI LAN NOP PHI", None),
        ("", None),
    ],
)
def test_up_to_two_letters_may_be_wrong(content: str, letters: int | None) -> None:
    assert letters_off(MEMO, squeezed(content)) == letters


@given(CODES, st.integers(0, LENGTH + 3), st.sampled_from(ALPHABET), st.text(max_size=20))
def test_any_one_wrong_letter_is_forgiven(code: str, at: int, letter: str, around: str) -> None:
    memo = START + code
    wrong = squeezed(around + memo[:at] + letter + memo[at + 1 :] + around)

    letters = letters_off(memo, wrong)

    assert letters is not None
    assert letters <= 1


def test_the_surest_comes_first_and_each_household_once() -> None:
    by_memo, by_name, by_code = ordered(), owing("HK7", "Lò Văn Hùng"), owing("HK-00031", "")
    same = Owing(id=by_memo.household_id, code="HK1", head_id=None, head="Lò Văn Hùng", amount=1)

    found = guesses("lo van hung hk 00031 HSSK7F3K2Q9", 2_000, [by_memo], [by_name, same, by_code])

    assert [(each.household_id, each.found_by) for each in found] == [
        (by_memo.household_id, FoundBy.LIKE_MEMO),
        (by_code.id, FoundBy.CODE),
        (by_name.id, FoundBy.NAME),
    ]


def test_of_namesakes_the_one_with_the_exact_amount_comes_first() -> None:
    other, exact = owing("A1", amount=5_000), owing("A2", amount=2_000)

    found = guesses("HÀ THỊ LAN nộp phí", 2_000, [], [other, exact])

    assert ids(found) == [exact.id, other.id]


@pytest.mark.parametrize("content", ["ha lan", "so 12", "thilan", "SB0013"])
def test_a_part_of_a_name_or_another_code_says_nothing(content: str) -> None:
    assert guesses(content, 2_000, [], [owing()]) == []


def test_a_short_code_counts_only_as_a_word_of_its_own() -> None:
    short = owing("H1", "")

    assert ids(guesses("ho H1 nop", 1, [], [short])) == [short.id]
    assert guesses("CH123", 1, [], [short]) == []


def test_a_code_with_marks_is_named_without_them_as_transfers_are() -> None:
    marked = owing("Đông/7", "")

    assert ids(guesses("MBVCB.1.ho dong 7 nop.CT", 1, [], [marked])) == [marked.id]


def test_a_head_of_one_word_is_not_told_from_a_text_by_it() -> None:
    assert guesses("an nop phi", 1, [], [owing("A1", "An")]) == []


def test_a_code_without_letters_and_digits_is_named_by_nothing() -> None:
    assert guesses("привет -- nop", 1, [], [owing("--", "")]) == []


def test_an_order_that_was_paid_is_told_as_such() -> None:
    found = guesses(MEMO, 2_000, [ordered(is_paid=True)], [])

    assert [each.is_paid for each in found] == [True]


def ids(found: Sequence[Guess]) -> list[UUID]:
    return [each.household_id for each in found]
