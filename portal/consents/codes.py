"""Codes a yes travels by: their letters, their hashes, and how often they may be guessed."""

import re
import secrets
import unicodedata

from portal.kernel import crypto

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no O and 0, no I and 1
DESK_LENGTH = 8
READ_ALOUD_LENGTH = 8
SCRATCH_LENGTH = 8
TRIES = 5


def new_code(length: int) -> str:
    """Return random letters that nobody mistakes for one another."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def new_digits(length: int) -> str:
    """Return random digits, easy to read aloud; eight, so that no sign-in code looks like it."""
    return f"{secrets.randbelow(10**length):0{length}d}"


def typed(text: str) -> str:
    """Return a code as typed, without blanks and dashes, in capitals."""
    return re.sub(r"[\s.\-]+", "", unicodedata.normalize("NFKC", text)).upper()[:40]


def desk_mac(code: str) -> bytes:
    """Return what is stored of a desk code."""
    return crypto.mac("desk-code", code)


def read_aloud_mac(request_id: object, code: str) -> bytes:
    """Return what is stored of a code that is read aloud: it opens this request only."""
    return crypto.mac("read-aloud-code", str(request_id), code)


def scratch_mac(card_id: object, code: str) -> bytes:
    """Return what is stored of a scratch code: it belongs to this card only."""
    return crypto.mac("scratch-code", str(card_id), code)


def grouped(code: str) -> str:
    """Return the code as it is shown: two groups of four."""
    return f"{code[:4]} {code[4:]}"
