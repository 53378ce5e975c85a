"""How a person is addressed, from age and sex (design guide §7).

0–5 bé, 6–15 cháu, 16–17 em, 18–59 anh/chị, 60 and over ông/bà; unknown age or sex is
ông/bà. The word stands before the given name, which in Vietnamese comes last.
"""

from datetime import date
from enum import StrEnum

from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex


class Avatar(StrEnum):
    """The drawing that stands for a person; never a photo."""

    BABY = "baby"
    BOY = "boy"
    GIRL = "girl"
    MAN = "man"
    WOMAN = "woman"
    GRANDFATHER = "grandfather"
    GRANDMOTHER = "grandmother"
    CLINICIAN = "clinician"


def _years(born: PartialDate, today: date) -> int | None:
    age = born.age_on(today)
    return age.years if age else None


def given_name(full_name: str) -> str:
    """Return the last word of a full name, which people are called by."""
    return full_name.rsplit(" ", 1)[-1]


def title(born: PartialDate, sex: Sex, today: date) -> str:
    """Return the Vietnamese word of address, in lower case."""
    years = _years(born, today)
    if years is None:
        return {Sex.MALE: "ông", Sex.FEMALE: "bà"}.get(sex, "ông/bà")
    if years < 6:
        return "bé"
    if years < 16:
        return "cháu"
    if years < 18:
        return "em"
    male, female, unknown = ("anh", "chị", "anh/chị") if years < 60 else ("ông", "bà", "ông/bà")
    return {Sex.MALE: male, Sex.FEMALE: female}.get(sex, unknown)


def called(full_name: str, born: PartialDate, sex: Sex, today: date, language: str) -> str:
    """Return "bà Mến" in Vietnamese, "Mến" in English."""
    name = given_name(full_name)
    return f"{title(born, sex, today)} {name}" if language == "vi" else name


def avatar(born: PartialDate, sex: Sex, today: date) -> Avatar:
    """Choose the drawing for an age and a sex."""
    years = _years(born, today)
    if years is None:
        years = 60
    if years < 3:
        return Avatar.BABY
    female = sex is Sex.FEMALE
    if years < 18:
        return Avatar.GIRL if female else Avatar.BOY
    if years < 60:
        return Avatar.WOMAN if female else Avatar.MAN
    return Avatar.GRANDMOTHER if female else Avatar.GRANDFATHER
