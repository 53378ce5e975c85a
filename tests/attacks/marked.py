"""Facts that would be known again wherever they turned up, and looking for them.

Every number is invented.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PERSONAL_ID, WRONG_ID = "999195047163", "999195047164"
PHONE = "+84900047163"
ADDRESS = "Ngõ Dấu Vết 47163"
EMAIL = "dau.vet.47163@example.vn"
TOTP = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
INSURANCE = "GD4990000047163"
SAYS = "Đau bụng dấu vết kín"  # what a resident writes of their health
NAME = "Hà Thị Dấu Vết"

IDENTIFYING: Mapping[str, tuple[str, ...]] = {
    "personal id": (PERSONAL_ID, WRONG_ID),
    "phone": (PHONE[1:], "0" + PHONE[3:], PHONE[3:]),
    "address": (ADDRESS,),
    "e-mail": (EMAIL,),
    "TOTP secret": (TOTP,),
    "insurance number": (INSURANCE,),
}
OF_HEALTH = {"what was said of one's health": (SAYS, "dấu vết kín")}
NAMES = {"name": (NAME, "HÀ THỊ DẤU VẾT", "ha thi dau vet")}


@dataclass(frozen=True)
class Found:
    """A mark and where it was."""

    what: str
    where: str


def found_in(where: str, content: bytes, *kinds: Mapping[str, Iterable[str]]) -> list[Found]:
    """Return the marks in some bytes: as text, in hexadecimal, in base64, as JSON or a URL."""
    lower = content.lower()
    return [
        Found(what, where)
        for kind in kinds
        for what, texts in kind.items()
        if any(each in lower for text in texts for each in _written(text))
    ]


def _written(text: str) -> set[bytes]:
    plain = text.encode()
    quoted = "".join(f"%{byte:02x}" for byte in plain).encode()
    escaped = text.encode("ascii", "backslashreplace")
    forms = {plain, plain.hex().encode(), quoted, escaped, b64encode(plain).rstrip(b"=")[:-1]}
    capitals = {text.upper().encode(), text.lower().encode()}  # bytes know of a to z only
    return {form.lower() for form in forms | capitals}
