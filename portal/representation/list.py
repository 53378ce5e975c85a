"""Representatives the commune's population list names: of a minor, one at a time.

The list begins a representation and never ends or revives one: what a person or the
station has ended stays ended, and a hand-over is the station's act (Law 15/2023/QH15,
article 8).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.people.kinds import TieKind
from portal.representation.models import EndedAs, Representation, RepresentationKind

POPULATION_LIST = "population list"
PARENT_OR_GUARDIAN = {
    TieKind.MOTHER: RepresentationKind.PARENT,
    TieKind.FATHER: RepresentationKind.PARENT,
    TieKind.CAREGIVER: RepresentationKind.GUARDIAN,
    TieKind.GUARDIAN: RepresentationKind.GUARDIAN,
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """A minor, and the relative the list names as representative."""

    person_id: UUID
    representative_id: UUID
    tie: TieKind


@dataclass(frozen=True, kw_only=True)
class Former:
    """One representation on file."""

    representative_id: UUID
    kind: RepresentationKind
    ended_as: EndedAs | None


class Verdict(Enum):
    """What becomes of the list's word."""

    BEGINS = auto()
    STANDS = auto()
    WAS_ENDED = auto()
    ANOTHER_ACTS = auto()


def verdict(named: Named, former: Collection[Former]) -> Verdict:
    """Judge the list's word by what is on file."""
    pair = [one for one in former if one.representative_id == named.representative_id]
    if any(one.ended_as is None for one in pair):
        return Verdict.STANDS
    if pair:
        return Verdict.WAS_ENDED
    if any(one.ended_as is None for one in former if one.kind is not RepresentationKind.DELEGATE):
        return Verdict.ANOTHER_ACTS
    return Verdict.BEGINS


def begin_named(
    connection: Connection, named: Sequence[Named], now: datetime, object_ref: str
) -> Sequence[Verdict]:
    """Write the representations these words begin, each with its line in the log.

    Return the verdict of each, in their order.
    """
    on_file = _on_file(connection, [one.person_id for one in named])
    verdicts = [verdict(one, on_file.get(one.person_id, [])) for one in named]
    new = [one for one, found in zip(named, verdicts, strict=True) if found is Verdict.BEGINS]
    if new:
        connection.execute(sa.insert(Representation), [_row(one, now) for one in new])
        append(connection, [_line(one, now, object_ref) for one in new])
    return verdicts


def _on_file(connection: Connection, person_ids: Sequence[UUID]) -> dict[UUID, list[Former]]:
    rows = connection.execute(
        sa.select(
            Representation.person_id,
            Representation.representative_id,
            Representation.kind,
            Representation.ended_as,
        ).where(Representation.person_id.in_(sorted(person_ids)))
    )
    found: dict[UUID, list[Former]] = {}
    for row in rows:
        former = Former(
            representative_id=row.representative_id, kind=row.kind, ended_as=row.ended_as
        )
        found.setdefault(row.person_id, []).append(former)
    return found


def _row(named: Named, now: datetime) -> dict[str, object]:
    return {
        "id": uuid4(),
        "person_id": named.person_id,
        "representative_id": named.representative_id,
        "kind": PARENT_OR_GUARDIAN[named.tie],
        "sees": True,
        "consents": True,
        "pays": True,
        "starts_at": now,
        "registered_by": POPULATION_LIST,
    }


def _line(named: Named, now: datetime, object_ref: str) -> dict[str, object]:
    return {
        "chain": named.person_id,
        "at": now,
        "event": Event.REPRESENTATION_STARTED,
        "permitted": True,
        "basis": Basis.SYSTEM,
        "person_id": named.person_id,
        "actor_name": POPULATION_LIST,
        "section": "representative",
        "object_ref": object_ref,
    }
