"""Reading what a provider posts strictly: of the size, the kinds and the letters we keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, request

from portal.kernel import clock
from portal.transfers import json_text

LARGEST_BODY = 16 * 1024
LONGEST_TEXT, LONGEST_REFERENCE = 1_000, 200


def body() -> bytes:
    """Return the body as it came, which is what was signed; 413 where it is too long."""
    request.max_content_length = LARGEST_BODY
    return request.get_data(cache=False)


def read(raw: bytes) -> dict[str, Any]:
    """Return the object in a body; 400 where there is none."""
    try:
        return json_text.read(raw)
    except json_text.Unreadable:
        abort(400)


@dataclass(frozen=True)
class Fields:
    """The values of one object by their kinds; 400 where one is of another."""

    values: Mapping[str, Any]

    def part(self, name: str) -> Mapping[str, Any]:
        value = self.values.get(name)
        return value if isinstance(value, dict) else abort(400)

    def text(self, name: str, longest: int = LONGEST_REFERENCE) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > longest or not _is_storable(value):
            abort(400)
        return value.strip()

    def some_text(self, name: str) -> str:
        return self.text(name) or abort(400)

    def whole(self, name: str) -> int:
        value = self.values.get(name)
        return value if type(value) is int else abort(400)

    def moment(self, name: str) -> datetime:
        """Read a Vietnamese wall clock, or a moment that names its zone."""
        try:
            at = datetime.fromisoformat(self.text(name))
        except ValueError:
            abort(400)
        return at if at.tzinfo else at.replace(tzinfo=clock.VIETNAM)


def _is_storable(text: str) -> bool:
    """Refuse what no database keeps: a NUL, half a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
