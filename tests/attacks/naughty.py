"""What people, programs and attackers type where a word is asked for."""

from collections.abc import Iterable
from urllib.parse import quote_plus

from werkzeug.datastructures import Headers

SCRIPT = "<script>alert(1)</script>"
WORDS = (
    "{{7*7}}${7*7}<%= 7*7 %>",
    SCRIPT,
    "\"><img src=x onerror=alert(1)>'",
    "' OR 1=1 --",
    "a\0b",
    "\u202ecba\u202c\u2066x",
    "x" * 5_000,
    "\ud800x\udfff",
    "\ufffe\U0010ffff\ue000",
    "e" + "\u0323\u0301" * 60,
    "👩‍👩‍👧‍👦🇻🇳",
    "\r\nSet-Cookie: a=b\r\n\r\n<b>",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "%00%0d%0a",
    "٣٤٥１２３",
    "\u200b\u200d\ufeff",
    "9" * 400,
    "-1",
    "1e9",
    "%_%",
)
DECEIVING = "\0\u202e\u2066\u200b"
# One of each kind that a database, a page or a header could stumble over.
TOLD = "Đá\0\u202e {{7*7}} <script>alert(1)</script>\r\nSet-Cookie: a=b 👩‍👧"
WORST = f"{TOLD} \ud800"


def encoded(fields: Iterable[tuple[str, str]]) -> bytes:
    """Write a form as a browser without scruples would, halves of characters included."""
    pairs = ((name, value.encode("utf-8", "surrogatepass")) for name, value in fields)
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def harm_in(text: str, headers: Headers, *, is_echo: bool = False) -> str:
    """Return what an answer should not have done with such words; nothing if all is well.

    A form shows what was typed once more to whoever typed it, marks and all.
    """
    if "<script>alert" in text or "<img src=x" in text:
        return "shows them as markup"
    if not is_echo and any(mark in text for mark in DECEIVING):
        return "keeps marks that deceive"
    if "49$" in text or "49&lt;%" in text:
        return "computes with them"
    if any(mark in value for value in headers.values() for mark in ("a=b", "\r", "\n")):
        return "carries them in a header"
    if not headers.get("Location", "/").startswith("/") or headers.get("Location", "/")[1:2] == "/":
        return "leads to another site"
    return ""
