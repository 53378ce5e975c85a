"""Writing the log.

`note` writes a look or a refusal at once, in a transaction of its own, before the page
is made: it happened, whatever comes after. `record` writes a change in the change's own
transaction: both stand or both fall. Neither hides an error, so a page whose line cannot
be written is not shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import g, has_request_context

from portal.audit.append import append
from portal.audit.chain import Head, chain_of
from portal.audit.events import Basis, Event
from portal.kernel import clock
from portal.kernel.db import reads, session


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did it: a resident with their account, a member of staff, or a name at the desk.

    `role` is what a member of staff acted as; `organisation` and `facility_code` are where
    they work.
    """

    name: str | None = None
    account_id: UUID | None = None
    person_id: UUID | None = None
    staff_id: UUID | None = None
    role: str | None = None
    organisation: str | None = None
    facility_code: str | None = None


NOBODY = Actor()


@dataclass(frozen=True, kw_only=True)
class Line:
    """What happened, about whom, by whom, on which basis; no health fact, no number.

    `ground_ref` names the row access rested on: "consent:<uuid>", "emergency:<uuid>",
    "representation:<uuid>".
    """

    event: Event
    about: UUID | None = None
    by: Actor = NOBODY
    permitted: bool = True
    basis: Basis | None = None
    section: str | None = None
    object_ref: str | None = None
    ground_ref: str | None = None


def note(*lines: Line, heads: Mapping[UUID, Head] | None = None) -> None:
    """Write lines that stay even when the request is refused.

    `heads` are ends of chains the caller has read already (audit/heads.py); without them
    they are read here, in one statement. Raise TooBusy when a line finds no place.
    """
    if lines:
        append(reads(), _rows(lines), heads)


def record(*lines: Line) -> None:
    """Write lines that stand or fall with the change they tell."""
    if lines:
        append(session.connection(), _rows(lines))


def _rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    request_id = g.get("request_id") if has_request_context() else None
    return [
        {
            "chain": chain_of(line.about, line.by.staff_id, line.by.account_id),
            "at": clock.now(),
            "event": line.event,
            "permitted": line.permitted,
            "basis": line.basis,
            "section": line.section,
            "person_id": line.about,
            "account_id": line.by.account_id,
            "actor_person_id": line.by.person_id,
            "actor_name": line.by.name,
            "staff_id": line.by.staff_id,
            "role": line.by.role,
            "organisation": line.by.organisation,
            "facility_code": line.by.facility_code,
            "object_ref": line.object_ref,
            "ground_ref": line.ground_ref,
            "request_id": request_id,
        }
        for line in lines
    ]
