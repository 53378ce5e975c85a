"""Reading the one search field: a number, a card, or a name with a year."""

import re
import unicodedata
from dataclasses import dataclass

from portal.consents import codes
from portal.finding.models import SearchKind
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.text import clean, fold

LONGEST = 100
MOST_WORDS = 6
_SEPARATORS = re.compile(r"[\s.\-]+")
_INSURANCE_CARD = re.compile(r"[A-Z]{2}\d{13}|\d{10}")
# What a station gives to whoever has no number yet: 99101-2026-00042.
_LOCAL_CODE = re.compile(r"(\d{5}|\d{13})(20\d\d)(\d{5,6})")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_PLACE_BEGINS = frozenset({"thon", "ban", "xom", "to"})


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What to look for; `card` is set too where a name might be a key card's letters."""

    kind: SearchKind
    number: str = ""
    card: str = ""
    words: tuple[str, ...] = ()
    year: int | None = None
    place: tuple[str, ...] = ()


def read(text: str) -> Terms:
    """Tell what was typed; raise RuleBroken for what would find half the commune."""
    typed = clean(unicodedata.normalize("NFKC", text))[:LONGEST]
    compact = _SEPARATORS.sub("", typed).upper()
    if compact.isascii() and compact.isdigit() and len(compact) == 12:
        return Terms(kind=SearchKind.PERSONAL_ID, number=compact)
    if _INSURANCE_CARD.fullmatch(compact):
        return Terms(kind=SearchKind.INSURANCE_CARD, number=compact)
    if local := _LOCAL_CODE.fullmatch(compact):
        return Terms(kind=SearchKind.LOCAL_CODE, number="-".join(local.groups()))
    card = compact if _may_be_card(compact) else ""
    if card and (" " not in typed or any(letter.isdigit() for letter in card)):
        return Terms(kind=SearchKind.KEY_CARD, number=card)
    return _read_name(typed, card)


def _may_be_card(compact: str) -> bool:
    return len(compact) == codes.DESK_LENGTH and all(letter in codes.LETTERS for letter in compact)


def _read_name(typed: str, card: str) -> Terms:
    tokens = [token.strip(",;.") for token in fold(typed).split()]
    years = [int(token) for token in tokens if _YEAR.fullmatch(token)]
    words = [token for token in tokens if _WORD.fullmatch(token)]
    if len(years) + len(words) != len([token for token in tokens if token]) or len(years) > 1:
        raise RuleBroken(_("This is no number and no name. Check it"), "query")
    names, place = _without_place(words)
    if not names or (len(names) < 2 and not years):
        raise RuleBroken(_("Type the full name, or a name and the year of birth"), "query")
    return Terms(
        kind=SearchKind.NAME,
        card=card,
        words=tuple(names[:MOST_WORDS]),
        year=years[0] if years else None,
        place=tuple(place[:MOST_WORDS]),
    )


def _without_place(words: list[str]) -> tuple[list[str], list[str]]:
    """Part a name from the village after it: "pham thi men thon suoi bac"."""
    for place, word in enumerate(words):
        if place >= 2 and word in _PLACE_BEGINS and words[place + 1 :]:
            return words[:place], words[place + 1 :]
    return words, []
