"""The short text a payer writes, and finding it again in what banks make of it."""

import re
import secrets

START = "HSSK"
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that look alike
LENGTH = 8
# Looked for at each place: who writes "HSSK HSSK7F3K2Q9A" means the second.
_WHOLE = re.compile(rf"(?=({START}[{ALPHABET}]{{{LENGTH}}}))")
_NOISE = re.compile(r"[^0-9A-Z]")


def new_memo() -> str:
    """Return HSSK and eight characters: one of 10**12, so nobody guesses a neighbour's."""
    return START + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def squeezed(content: str) -> str:
    """Return a transfer's text in capitals, without blanks and punctuation."""
    return _NOISE.sub("", content.upper())


def memos_in(content: str) -> list[str]:
    """Return what may be a memo in a transfer's text, whole, in order, each once."""
    return list(dict.fromkeys(_WHOLE.findall(squeezed(content))))
