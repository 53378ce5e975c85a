"""What was said at the counter: who is to act, on which ground, with what, for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.access.policy import Scope
from portal.desk.models import Presence
from portal.people.identity import PersonalId
from portal.representation.models import RepresentationKind
from portal.representation.rules import Term, end_of_term


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One wish; a parent or guardian does everything, until the 18th birthday."""

    number: PersonalId
    full_name: str
    kind: RepresentationKind
    scopes: Sequence[Scope]
    term: Term | None
    presence: Presence
    document: str | None

    @property
    def months(self) -> int | None:
        return self.term.months if self.term else None


def end_of(months: int | None, now: datetime) -> datetime | None:
    """Return when a representation that begins now ends; None for the 18th birthday."""
    return end_of_term(months, now) if months else None
