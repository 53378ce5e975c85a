"""Work that waits for a second member of staff, as every feature hands it to the one queue."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from flask import Flask, current_app

from portal.staff.signed_in import SignedInStaff

EXTENSION = "portal.waiting"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing that waits; `may_decide` is false for who asked for it.

    `about` is a name or a village, never a health fact; `url` is where it is decided.
    `asked_by_id` is None where a resident asked.
    """

    what: str
    about: str
    asked_by: str
    asked_at: datetime
    until: datetime | None
    url: str
    may_decide: bool
    asked_by_id: UUID | None


Feature = Callable[[SignedInStaff], Sequence[Waiting]]


def init_app(app: Flask, features: Iterable[Feature]) -> None:
    """Name the features whose work waits for a word."""
    app.extensions[EXTENSION] = tuple(features)


def queue_of(staff: SignedInStaff) -> list[Waiting]:
    """Return all that waits where this member works, what runs out first first."""
    features = cast(tuple[Feature, ...], current_app.extensions[EXTENSION])
    found = [each for feature in features for each in feature(staff)]
    return sorted(found, key=lambda each: (each.until or _NEVER, each.asked_at))


def count_for(staff: SignedInStaff) -> int:
    """Count what waits for this member's own word."""
    return sum(each.may_decide for each in queue_of(staff))
