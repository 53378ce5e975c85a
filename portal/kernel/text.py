"""How typed text is stored, and how it is compared."""

import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """Return the text as it is stored: composed (NFC), no invisible marks, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def fold(text: str) -> str:
    """Return the key two spellings share: no tone marks, đ as d, no case.

    The letter đ has no decomposition in Unicode, so it is mapped by hand.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    plain = "".join(mark for mark in decomposed if unicodedata.category(mark) != "Mn")
    return " ".join(plain.replace("đ", "d").replace("Đ", "D").casefold().split())
