"""Which personal codes are accepted."""

from datetime import date

import pytest

from portal.accounts import pin
from portal.kernel.errors import RuleBroken
from portal.kernel.partial_date import PartialDate

MEN = pin.Known(
    born=PartialDate(date(1958, 3, 12)), personal_id="999158000067", phone="+84900000123"
)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("730 518", "730518"), (" 7305184402 ", "7305184402"), ("７３０５１８", "730518")],
)
def test_digits_are_read_however_they_are_typed(typed: str, digits: str) -> None:
    assert pin.parse(typed) == digits


@pytest.mark.parametrize("typed", ["", "12345", "1234567890123", "73o518", "730518!"])
def test_what_is_no_personal_code_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken):
        pin.parse(typed)


@pytest.mark.parametrize(
    "weak",
    [
        "111111",
        "121212",
        "123123",
        "12341234",
        "123456",
        "345678",
        "987654",
        "890123",
        "112233",
        "147258",
        "120358",
        "580312",
        "12031958",
        "031958",
        "158000",
        "000067",
        "900000",
        "000123",
        "0900000123",
    ],
)
def test_what_the_family_would_try_first_is_refused(weak: str) -> None:
    with pytest.raises(RuleBroken):
        pin.refuse_weak(weak, MEN)


@pytest.mark.parametrize("strong", ["730518", "402917", "9917263504"])
def test_other_codes_are_accepted(strong: str) -> None:
    pin.refuse_weak(strong, MEN)


def test_a_birth_known_by_its_year_forbids_no_day() -> None:
    unknown_day = pin.Known(born=PartialDate.of_year(1958), personal_id="", phone="")

    pin.refuse_weak("120358", unknown_day)
