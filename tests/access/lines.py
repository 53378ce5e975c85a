"""Builders of log lines; the caller commits."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.access.queries import Line
from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from tests.cast import Member


def a_line(at: datetime, who: str = "Lê Minh Quân", **more: Any) -> Line:
    """Return a line as the page reads it."""
    values: dict[str, Any] = {
        "seq": 1, "event": Event.RECORD_SEEN, "permitted": True, "basis": Basis.CONSENT,
        "section": "record", "actor_person_id": None, "staff_id": None, "organisation": None,
        "object_ref": None, "ground_ref": None, "actor_sex": None, "actor_born": None,
        "staff_sex": None, "tie": None, "tie_words": None, "represents_as": None,
    }  # fmt: skip
    return Line(at=at, actor_name=who, **{**values, **more})


def a_look(
    at_record_of: Member,
    at: datetime,
    *,
    by: Member | None = None,
    basis: Basis | None = Basis.CONSENT,
    **more: Any,
) -> None:
    """Write a line into the log."""
    values: dict[str, Any] = {
        "event": Event.RECORD_SEEN,
        "permitted": True,
        "section": "record",
        "actor_person_id": by.person_id if by else None,
        "actor_name": by.full_name if by else None,
    }
    person = at_record_of.person_id
    row = {**values, "at": at, "chain": person, "person_id": person, "basis": basis, **more}
    append(session.connection(), [row])


def newest_seq(person_id: UUID) -> int:
    seq = session.scalar(
        sa.select(sa.func.max(AuditLine.seq)).where(AuditLine.person_id == person_id)
    )
    assert seq is not None
    return seq
