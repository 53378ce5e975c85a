"""Whom a page is about, in one line: no number beyond its last three digits."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal.access.residents import Resident
from portal.kernel.db import reads
from portal.kernel.i18n import gettext as _
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier
from portal.people.queries import mobile_of

_CARD = (
    sa.select(Identifier.value)
    .where(
        Identifier.person_id == sa.bindparam("person_id"),
        Identifier.system == IdentifierSystem.PERSONAL_ID,
        Identifier.active,
    )
    .limit(1)
)


@dataclass(frozen=True, kw_only=True)
class PersonLine:
    """A name, and what tells its bearer from others of the same name."""

    name: str
    about: str


def line_of(resident: Resident) -> PersonLine:
    """Return the line of a person at the counter."""
    return PersonLine(name=resident.full_name, about=" · ".join(_parts(resident)))


def short_line_of(resident: Resident) -> PersonLine:
    """Return the line for who vouches: they know the person, and need no number."""
    return PersonLine(name=resident.full_name, about=_person(resident))


def _parts(resident: Resident) -> Iterator[str]:
    yield _person(resident)
    if tail := card_tail(resident.id):
        yield _("identity card …%(tail)s", tail=tail)
    if mobile := mobile_of(reads(), resident.id):
        yield _("phone …%(tail)s", tail=mobile[0][-3:])


def _person(resident: Resident) -> str:
    known = [_("born %(year)s", year=resident.born.day.year), resident.sex.label]
    if resident.village:
        known.append(resident.village)
    return ", ".join(known)


def card_tail(person_id: UUID) -> str:
    """Return the last three digits of the number a person signs in with."""
    number = reads().scalar(_CARD, {"person_id": person_id})
    return str(number)[-3:] if number else ""
