"""How long a text message may be (GSM 03.38)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
ONE_MESSAGE = 160


def septets(text: str) -> int | None:
    """Return the length in GSM-7 units, None when a letter forces the 70-letter alphabet."""
    if not set(text) <= _BASIC | _EXTENDED:
        return None
    return sum(2 if letter in _EXTENDED else 1 for letter in text)


def fits_one_message(text: str) -> bool:
    """Say whether the text leaves as one unaccented message."""
    length = septets(text)
    return length is not None and length <= ONE_MESSAGE
