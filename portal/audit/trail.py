"""Writing the log.

`note` writes a look or a refusal at once, in a transaction of its own, before the page
is made: it happened, whatever comes after. `record` writes a change in the change's own
transaction: both stand or both fall. Neither hides an error, so a page whose line cannot
be written is not shown.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import g, has_request_context

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import reads, session

_INSERT = sa.insert(AuditLine)


def _line(event: Event, permitted: bool, values: dict[str, Any]) -> dict[str, Any]:
    request_id = g.get("request_id") if has_request_context() else None
    return {
        "at": clock.now(),
        "event": event,
        "permitted": permitted,
        "request_id": request_id,
        **values,
    }


def note(
    event: Event,
    *,
    permitted: bool = True,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    actor_person_id: UUID | None = None,
    actor_name: str | None = None,
    basis: Basis | None = None,
    section: str | None = None,
    object_ref: str | None = None,
) -> None:
    """Write a line that stays even when the request is refused."""
    values = {key: value for key, value in locals().items() if key not in ("event", "permitted")}
    reads().execute(_INSERT, _line(event, permitted, values))


def note_looks(looks: Sequence[dict[str, Any]]) -> None:
    """Write one line for each record a page draws on, in one statement."""
    if looks:
        reads().execute(_INSERT, [_line(Event.RECORD_SEEN, True, look) for look in looks])


def record(
    event: Event,
    *,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
    actor_person_id: UUID | None = None,
    actor_name: str | None = None,
    basis: Basis | None = None,
    section: str | None = None,
    object_ref: str | None = None,
) -> None:
    """Write a line that stands or falls with the change it tells."""
    values = {key: value for key, value in locals().items() if key != "event"}
    session.execute(_INSERT, _line(event, True, values))
