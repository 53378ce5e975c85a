"""Which passwords are accepted: pure rules.

Eight characters suffice beside a second factor; what others try first is refused.
"""

import unicodedata

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold

LEAST, MOST = 8, 128
_COMMON = (
    "password", "passw0rd", "matkhau", "qwerty", "asdf", "abc123", "abcd1234", "admin",
    "iloveyou", "anhyeuem", "emyeuanh", "welcome", "letmein", "bacsi", "yte", "tramyte",
    "hososuckhoe", "suckhoe", "vietnam", "hanoi", "saigon", "benhvien", "khongbiet", "xinchao",
    "matma", "dangnhap", "giadinh", "conyeu", "honghan", "sunshine", "princess", "football",
    "superman", "baseball", "trustno1", "starwars", "computer", "internet", "whatever", "monkey",
    "dragon", "master", "secret", "michael", "charlie", "pokemon", "changeme", "default",
)  # fmt: skip
_WRITTEN_FOR = str.maketrans("@$!013457", "asioieast")
# Only digits: a date of birth, a phone, the number of a card.
_LONG_NUMBER = 14
_RUNS = ("0123456789012345678901234567890", "9876543210987654321098765432109")
_ROWS = ("qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb6yhn")


def normal(text: str) -> str:
    """Return a password as it is compared: one Unicode form, whatever the keyboard sent."""
    return unicodedata.normalize("NFKC", text)


def parse_new(text: str, known: tuple[str, ...], name: str = "password") -> str:
    """Return a new password; raise RuleBroken when it is short or easily guessed.

    `known` is what anybody knows of the person: staff name, full name, workplace.
    """
    new = normal(text)
    if len(new) < LEAST:
        raise RuleBroken(_("The password needs at least 8 characters"), name)
    if len(new) > MOST:
        raise RuleBroken(_("The password is too long"), name)
    if _is_guessable(new, known):
        raise RuleBroken(_("Others guess this password easily. Choose another"), name)
    return new


def _is_guessable(new: str, known: tuple[str, ...]) -> bool:
    plain = "".join(letter for letter in fold(new) if letter.isalnum())
    if len(set(plain)) < 4 or plain in (plain + plain)[1:-1]:
        return True
    if plain.isdigit() and len(plain) < _LONG_NUMBER:
        return True
    if any(plain in row * 2 for row in (*_RUNS, *_ROWS)):
        return True
    words = (*_COMMON, *_words(known))
    rest = _without(plain, words)
    letters = "".join(c for c in fold(new).translate(_WRITTEN_FOR) if c.isalnum())
    left = min(len(rest), len(_without(letters, words)))
    return left < 4 or (rest != plain and rest.isdigit())


def _words(known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folded texts and their words, the longest first."""
    folded = [fold(text) for text in known]
    words = {part for text in folded for part in (text.replace(" ", ""), *text.split())}
    return tuple(sorted((word for word in words if len(word) >= 3), key=len, reverse=True))


def _without(plain: str, words: tuple[str, ...]) -> str:
    """Return what is left of a password when everything others would try is taken out."""
    for word in words:
        plain = plain.replace(word, "")
    return plain
