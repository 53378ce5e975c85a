"""The code of an order is found again in whatever a bank makes of it."""

from hypothesis import given
from hypothesis import strategies as st

from portal.fees.memo import ALPHABET, memos_in, new_memo, squeezed

MEMOS = st.text(ALPHABET, min_size=8, max_size=8).map("HSSK".__add__)
# What banks put around it; none of these pieces begins a code of its own.
AROUND = st.lists(
    st.sampled_from(("MBVCB.123.", "CT tu LO THI VI DU", "FT26327000001", " ", "-", ".", "IBFT")),
    max_size=3,
).map(" ".join)


def test_a_code_is_short_and_mixes_nobody_up() -> None:
    made = {new_memo() for _ in range(1_000)}

    assert len(made) == 1_000
    for memo in made:
        assert memos_in(memo) == [memo]
        assert len(memo) <= 25, "banks cut longer ones"
        assert not set("01IO") & set(memo.removeprefix("HSSK"))


@given(memo=MEMOS, before=AROUND, after=AROUND)
def test_it_is_found_between_what_banks_add(memo: str, before: str, after: str) -> None:
    assert memo in memos_in(f"{before}.{memo}.{after}")


@given(memo=MEMOS, blanks=st.lists(st.integers(0, 11), max_size=4))
def test_it_is_found_in_small_letters_and_with_blanks(memo: str, blanks: list[int]) -> None:
    broken = memo.lower()
    for place in sorted(blanks, reverse=True):
        broken = f"{broken[:place]} {broken[place:]}"

    assert memos_in(broken) == [memo]


@given(memo=MEMOS, lost=st.integers(1, 11))
def test_one_that_lost_its_end_is_not_taken_for_another(memo: str, lost: int) -> None:
    assert memos_in(f"{memo[:-lost]}") == []


@given(one=MEMOS, other=MEMOS)
def test_two_in_one_text_are_both_found_and_each_once(one: str, other: str) -> None:
    assert memos_in(f"{one} {other} {one}") == list(dict.fromkeys((one, other)))


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert squeezed(squeezed(text)) == squeezed(text)
    assert all(len(memo) == 12 for memo in memos_in(text))
