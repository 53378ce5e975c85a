"""The numbers of a person in one statement: identifiers, phones, and relatives with theirs.

Values are sealed per column; the union carries the sealed bytes and the place they belong
to, and they are opened here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock, crypto
from portal.kernel.db import Moment, reads
from portal.people.kinds import IdentifierSystem, PhoneKind, Source, TieKind
from portal.people.models import FamilyTie, Identifier, Phone
from portal.representation.models import Representation
from portal.representation.queries import in_force

MOST_NUMBERS = 200


@dataclass(frozen=True, kw_only=True)
class IdentifierLine:
    """One number a person has or had."""

    system: IdentifierSystem
    value: str
    valid_to: date | None
    active: bool
    source: Source
    recorded_on: date


@dataclass(frozen=True, kw_only=True)
class PhoneLine:
    """One phone in use (E.164)."""

    kind: PhoneKind
    number: str


@dataclass(frozen=True, kw_only=True)
class RelativeLine:
    """One relative named on the form."""

    kind: TieKind
    name: str
    relation_text: str | None
    phone: str | None
    represents: bool


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What the three tables hold."""

    identifiers: Sequence[IdentifierLine]
    phones: Sequence[PhoneLine]
    relatives: Sequence[RelativeLine]


def _select(
    place: str, model: Any, kind: Any, sealed: Any, *, valid_to: Any, active: Any, **more: Any
) -> sa.Select[Any]:
    no_text = sa.cast(sa.null(), sa.String())
    return sa.select(
        sa.literal(place).label("place"),
        sa.type_coerce(kind, sa.String()).label("kind"),
        sa.type_coerce(sealed, sa.LargeBinary()).label("sealed"),
        valid_to.label("valid_to"),
        active.label("active"),
        more.get("name", no_text).label("name"),
        more.get("words", no_text).label("words"),
        sa.type_coerce(model.source, sa.String()).label("source"),
        model.recorded_on.label("recorded_on"),
        model.id.label("id"),
    ).where(model.person_id == sa.bindparam("person_id"))


_ACTS = sa.exists().where(
    Representation.person_id == FamilyTie.person_id,
    Representation.representative_id == FamilyTie.relative_id,
    in_force(sa.bindparam("now", type_=Moment)),
)
_NO_DAY = sa.cast(sa.null(), sa.Date())
_IDENTIFIER, _PHONE, _TIE = "identifier.value", "phone.number", "family_tie.phone"
_NUMBERS = (
    sa.union_all(
        _select(
            _IDENTIFIER,
            Identifier,
            Identifier.system,
            Identifier.value,
            valid_to=Identifier.valid_to,
            active=Identifier.active,
        ),
        _select(_PHONE, Phone, Phone.kind, Phone.number, valid_to=_NO_DAY, active=Phone.active),
        _select(
            _TIE,
            FamilyTie,
            FamilyTie.kind,
            FamilyTie.phone,
            valid_to=_NO_DAY,
            active=_ACTS,
            name=FamilyTie.name,
            words=FamilyTie.relation_text,
        ),
    )
    .order_by("place", sa.desc("active"), sa.desc("recorded_on"), "id")
    .limit(MOST_NUMBERS)
)


def numbers_of(person_id: UUID) -> Numbers:
    """Return identifiers in force and past, phones in use, and the relatives named."""
    rows = reads().execute(_NUMBERS, {"person_id": person_id, "now": clock.now()}).all()
    return Numbers(
        identifiers=[_identifier(row) for row in rows if row.place == _IDENTIFIER],
        phones=[
            PhoneLine(kind=PhoneKind(row.kind), number=_opened(row) or "")
            for row in rows
            if row.place == _PHONE and row.active
        ],
        relatives=[_relative(row) for row in rows if row.place == _TIE],
    )


def _opened(row: Any) -> str | None:
    return None if row.sealed is None else crypto.unseal(row.place, bytes(row.sealed))


def _identifier(row: Any) -> IdentifierLine:
    return IdentifierLine(
        system=IdentifierSystem(row.kind),
        value=_opened(row) or "",
        valid_to=row.valid_to,
        active=row.active,
        source=Source(row.source),
        recorded_on=row.recorded_on,
    )


def _relative(row: Any) -> RelativeLine:
    return RelativeLine(
        kind=TieKind(row.kind),
        name=row.name,
        relation_text=row.words,
        phone=_opened(row),
        represents=row.active,
    )
