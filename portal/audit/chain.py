"""How lines are chained: what is hashed, and in which form.

hash = SHA-256(0x00 ‖ position, 8 bytes big-endian ‖ previous hash ‖ body as canonical JSON).

The body holds every column that says something and is not empty, so a column added later
leaves the hashes of older lines as they are. `tools/check_log.py` computes the same without
this module.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

NOBODYS = UUID(int=0)
FIELDS = (
    "chain",
    "at",
    "event",
    "permitted",
    "basis",
    "section",
    "person_id",
    "account_id",
    "actor_person_id",
    "actor_name",
    "organisation",
    "staff_id",
    "role",
    "facility_code",
    "object_ref",
    "ground_ref",
    "request_id",
)
Body = dict[str, str | bool]


class Head(NamedTuple):
    """The newest line of a chain, as far as the next one needs it."""

    position: int
    hash: bytes


GENESIS = Head(0, bytes(32))


def chain_of(person_id: UUID | None, staff_id: UUID | None, account_id: UUID | None) -> UUID:
    """Return whose chain a line belongs to: the person's; else the actor's; else nobody's."""
    return person_id or staff_id or account_id or NOBODYS


def body_of(row: Mapping[str, Any]) -> Body:
    """Return what a line says, as JSON values."""
    return {name: _plain(row[name]) for name in FIELDS if row.get(name) is not None}


def _plain(value: object) -> str | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


def canonical(body: Mapping[str, Any]) -> bytes:
    """Return the one JSON text of a value: sorted keys, no blanks, UTF-8."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def hash_of(position: int, previous: bytes, body: Mapping[str, Any]) -> bytes:
    """Return the hash of the line at this position after this one."""
    return hash_of_text(position, previous, canonical(body))


def hash_of_text(position: int, previous: bytes, text: bytes) -> bytes:
    """Return the hash of a line whose body is written out already."""
    return hashlib.sha256(b"\x00" + position.to_bytes(8, "big") + previous + text).digest()


def link(row: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """Return the row with its place behind this head; `chain` is in the row already."""
    position = head.position + 1
    return {
        **row,
        "position": position,
        "previous": head.hash,
        "hash": hash_of(position, head.hash, body_of(row)),
    }
