"""Writing the log.

`note` writes a look or a refusal at once, in a transaction of its own, before the page
is made: it happened, whatever comes after. `record` writes a change in the change's own
transaction: both stand or both fall. Neither hides an error, so a page whose line cannot
be written is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from flask import g, has_request_context

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import reads, session

_INSERT = sa.insert(AuditLine)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did it: a resident with their account, or a name given at the desk."""

    name: str | None = None
    account_id: UUID | None = None
    person_id: UUID | None = None


NOBODY = Actor()


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happened, about whom, by whom, on which basis; no health fact, no number."""

    event: Event
    about: UUID | None = None
    by: Actor = NOBODY
    permitted: bool = True
    basis: Basis | None = None
    section: str | None = None
    object_ref: str | None = None


def note(*lines: Line) -> None:
    """Write lines that stay even when the request is refused, in one statement."""
    if lines:
        reads().execute(_INSERT, _rows(lines))


def record(line: Line) -> None:
    """Write a line that stands or falls with the change it tells."""
    session.execute(_INSERT, _rows([line]))


def _rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    request_id = g.get("request_id") if has_request_context() else None
    return [
        {
            "at": clock.now(),
            "event": line.event,
            "permitted": line.permitted,
            "basis": line.basis,
            "section": line.section,
            "person_id": line.about,
            "account_id": line.by.account_id,
            "actor_person_id": line.by.person_id,
            "actor_name": line.by.name,
            "object_ref": line.object_ref,
            "request_id": request_id,
        }
        for line in lines
    ]
