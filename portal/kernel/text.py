"""How typed text is stored, and how it is compared."""

import unicodedata

_WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# Marks that turn the direction of writing: with them a text can be made to read as another.
_TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Control marks that are no blanks, and halves of characters: no database takes them all.
_CONTROL = (*range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0))
_HALVES = range(0xD800, 0xE000)
_INVISIBLE = dict.fromkeys((*map(ord, _WIDTHLESS + _TURNING), *_CONTROL, *_HALVES))


def clean(text: str) -> str:
    """Return the text as it is stored: composed (NFC), no invisible marks, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def fold(text: str) -> str:
    """Return the key two spellings share: no tone marks, đ as d, no case.

    The letter đ has no decomposition in Unicode, so it is mapped by hand.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    # No mark stands before U+0300: most letters need not be looked up.
    plain = "".join(
        [mark for mark in decomposed if mark < "\u0300" or unicodedata.category(mark) != "Mn"]
    )
    return " ".join(plain.replace("đ", "d").replace("Đ", "D").casefold().split())
