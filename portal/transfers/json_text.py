"""JSON as JavaScript's `JSON.stringify` writes it, and reading it without losing anything.

Providers sign what their own program wrote; to check that we write it again. No library of
Python's writes numbers as JavaScript does.
"""

import json
import math
import re
from decimal import Decimal
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")
_EXACT = 2**53  # from here on JavaScript rounds whole numbers
MOST_PARTS, MOST_DIGITS = 100, 20  # far more than any notification has


class Unreadable(ValueError):
    """What came is no JSON object, or says one thing twice."""


def read(raw: bytes) -> dict[str, Any]:
    """Read an object; raise Unreadable where two readers could disagree on it."""
    if raw.count(b"{") + raw.count(b"[") > MOST_PARTS:
        raise Unreadable
    try:
        found = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_refuse,
        )
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return found


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable
    return found


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise Unreadable
    return int(text)


def _fraction(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Unreadable
    return value


def _refuse(_constant: str) -> Any:
    raise Unreadable


def write(value: Any) -> str:
    """Write a value compactly, the keys of objects in the order of their UTF-16 units.

    A slash and letters of any language stay as they are; half a surrogate pair is escaped.
    """
    match value:
        case dict():
            keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
            return "{" + ",".join(f"{_text(key)}:{write(value[key])}" for key in keys) + "}"
        case list():
            return "[" + ",".join(map(write, value)) + "]"
        case bool() | None:
            return json.dumps(value)
        case int() | float():
            return number(value)
        case _:
            return _text(value)


def _text(value: str) -> str:
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(value, ensure_ascii=False))


def number(value: int | float) -> str:
    """Write a number as JavaScript does: 5000.0 as 5000, 1e21 as 1e+21, 1e-7 as 1e-7."""
    if isinstance(value, int) and abs(value) <= _EXACT:
        return str(value)
    if value == 0:
        return "0"
    shortest = Decimal(repr(float(value))).normalize()
    if -7 < shortest.adjusted() < 21:
        return f"{shortest:f}"
    sign, digits, _exponent = shortest.as_tuple()
    first, *rest = map(str, digits)
    fraction = f".{''.join(rest)}" if rest else ""
    return f"{'-' * sign}{first}{fraction}e{shortest.adjusted():+d}"
