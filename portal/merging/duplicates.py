"""Pairs of entries that look like one person: by number, or by name, birth and mother.

A pair is the desk's to look at when one entry is of its commune and the other is too, or
of no household at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.kernel.among import among
from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import fold
from portal.merging.entries import newest_membership
from portal.merging.models import DifferentPeople, MergeState, PersonMerge
from portal.people.communes import PEOPLE
from portal.people.kinds import UNNAMED, IdentifierSystem, TieKind
from portal.people.models import FamilyTie, Identifier, Membership, Person
from portal.people.places import Household

PAGE_PAIRS = 25
MOST_ALIKE = 5000
_AT_ONCE = 100
# Numbers one country gives to one person; a hospital's own number says nothing elsewhere.
NATIONAL = (
    IdentifierSystem.PERSONAL_ID,
    IdentifierSystem.OLD_ID_CARD,
    IdentifierSystem.PASSPORT,
    IdentifierSystem.INSURANCE_CARD,
    IdentifierSystem.SOCIAL_INSURANCE,
)


class Reason(IntEnum):
    """Why two entries may be one person, the strongest first."""

    NUMBER = 1
    NAME = 2
    UNNAMED = 3

    @property
    def label(self) -> str:
        return str(REASON_LABELS[self])


REASON_LABELS = {
    Reason.NUMBER: _l("The same number"),
    Reason.NAME: _l("The same name, birth and mother"),
    Reason.UNNAMED: _l("The same mother and birth, one without a name"),
}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two entries, the smaller id first, and why they look alike."""

    one_id: UUID
    other_id: UUID
    reason: Reason


Query = sa.Select[*tuple[Any, ...]]
_Pairs = dict[tuple[UUID, UUID], Pair]
_NO_MOTHERS = [sa.null()] * 4


def _by_number(*, ours_ended: bool) -> Query:
    """Find entries with one number. It is in force for one of them at most (uq_identifier_active).

    So either ours has ended, of which there are few, or theirs has, which an index knows.
    """
    ours, theirs = aliased(Identifier), aliased(Identifier)
    return (
        sa.select(ours.person_id, theirs.person_id, *_NO_MOTHERS)
        .join(theirs, theirs.value_index == ours.value_index)
        .where(
            among(ours.person_id, PEOPLE),
            ours.system.in_(NATIONAL),
            theirs.system == ours.system,
            theirs.person_id != ours.person_id,
            ~(ours if ours_ended else theirs).active,
        )
    )


def _by_name() -> Query:
    """Find namesakes of one birth with their mothers, who are compared as they are spelled."""
    ours, theirs = aliased(Person), aliased(Person)
    mine, yours = aliased(FamilyTie), aliased(FamilyTie)
    return (
        sa.select(ours.id, theirs.id, mine.relative_id, yours.relative_id, mine.name, yours.name)
        .join(
            theirs,
            sa.and_(
                theirs.name_folded == ours.name_folded,
                theirs.birth_date == ours.birth_date,
                theirs.id != ours.id,
            ),
        )
        .join(mine, sa.and_(mine.person_id == ours.id, mine.kind == TieKind.MOTHER))
        .join(yours, sa.and_(yours.person_id == theirs.id, yours.kind == TieKind.MOTHER))
        .where(among(mine.person_id, PEOPLE))
    )


def _by_mother() -> Query:
    ours, theirs = aliased(Person), aliased(Person)
    mine, yours = aliased(FamilyTie), aliased(FamilyTie)
    return (
        sa.select(ours.id, theirs.id, *_NO_MOTHERS)
        .join(mine, sa.and_(mine.person_id == ours.id, mine.kind == TieKind.MOTHER))
        .join(
            yours,
            sa.and_(yours.relative_id == mine.relative_id, yours.kind == TieKind.MOTHER),
        )
        .join(theirs, sa.and_(theirs.id == yours.person_id, theirs.id != ours.id))
        .where(
            among(mine.person_id, PEOPLE),
            theirs.birth_date == ours.birth_date,
            sa.or_(ours.name_folded.startswith(UNNAMED), theirs.name_folded.startswith(UNNAMED)),
        )
    )


def _bounded(query: Query) -> Query:
    """Take no more rows than a page can be looked through for, in one order."""
    ours, theirs = list(query.selected_columns)[:2]
    return query.order_by(ours, theirs).limit(MOST_ALIKE)


def _narrowed(query: Query) -> Query:
    """Ask of two entries only."""
    ours, theirs = list(query.selected_columns)[:2]
    two: sa.BindParameter[Any] = sa.bindparam("two", expanding=True)
    return query.where(ours.in_(two), theirs.in_(two))


_ALIKE = (
    (Reason.NUMBER, _by_number(ours_ended=True)),
    (Reason.NUMBER, _by_number(ours_ended=False)),
    (Reason.NAME, _by_name()),
    (Reason.UNNAMED, _by_mother()),
)
_ALL = [(reason, _bounded(query)) for reason, query in _ALIKE]
_TWO = [(reason, _narrowed(query)) for reason, query in _ALIKE]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some pairs, and after which the next page begins, where there is one."""

    pairs: Sequence[Pair]
    after: tuple[UUID, UUID] | None


def pairs_in(commune: str, after: tuple[UUID, UUID] | None = None) -> Page:
    """Return pairs nobody has decided about yet."""
    alike = _alike(_ALL, {"commune": commune})
    keys = sorted(key for key in alike if after is None or key > after)
    found: list[tuple[UUID, UUID]] = []
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        done = _decided(some)
        found += [key for key in _theirs(some, commune) if key not in done]
        if len(found) > PAGE_PAIRS:
            break
    shown = found[:PAGE_PAIRS]
    more = len(found) > PAGE_PAIRS
    return Page(pairs=[alike[key] for key in shown], after=shown[-1] if more else None)


def pair_of(one_id: UUID, other_id: UUID, commune: str) -> Pair | None:
    """Return two entries as a pair of the commune; None where nothing says they are one."""
    alike = _alike(_TWO, {"commune": commune, "two": [one_id, other_id]})
    return next((alike[key] for key in _theirs(list(alike), commune)), None)


def _alike(queries: Sequence[tuple[Reason, Query]], values: dict[str, Any]) -> _Pairs:
    """Return the pairs that look alike, each with its strongest reason."""
    found: _Pairs = {}
    for reason, query in queries:
        for ours, theirs, *mothers in reads().execute(query, values):
            one, other = _in_order(ours, theirs)
            if reason is not Reason.NAME or _same_mother(*mothers):
                found.setdefault((one, other), Pair(one_id=one, other_id=other, reason=reason))
    return found


def _same_mother(one_id: UUID | None, other_id: UUID | None, one: str, other: str) -> bool:
    return (one_id is not None and one_id == other_id) or fold(one) == fold(other)


_COMMUNES = (
    sa.select(Person.id, Household.commune)
    .outerjoin(Membership, Membership.id == newest_membership(Person))
    .outerjoin(Household, Household.id == Membership.household_id)
    .where(Person.id.in_(sa.bindparam("ids", expanding=True)), Person.merged_into.is_(None))
)


def _theirs(keys: Sequence[tuple[UUID, UUID]], commune: str) -> list[tuple[UUID, UUID]]:
    """Keep the pairs of which one is of the commune, and the other too or of no household."""
    rows = reads().execute(_COMMUNES, {"ids": _ids(keys)})
    communes: dict[UUID, str | None] = {row.id: row.commune for row in rows}
    return [
        key
        for key in keys
        if all(one in communes for one in key)
        and {communes[one] for one in key} in ({commune}, {commune, None})
    ]


_DIFFERENT = sa.select(DifferentPeople.one_id, DifferentPeople.other_id).where(
    DifferentPeople.one_id.in_(sa.bindparam("ids", expanding=True))
)
_ASKED = sa.select(PersonMerge.kept_id, PersonMerge.merged_id).where(
    PersonMerge.state == MergeState.ASKED,
    PersonMerge.kept_id.in_(sa.bindparam("ids", expanding=True)),
)


def _decided(keys: Sequence[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """Return which pairs are two people, or wait for a second member of staff."""
    values = {"ids": _ids(keys)}
    different = {(row.one_id, row.other_id) for row in reads().execute(_DIFFERENT, values)}
    asked = {_in_order(row.kept_id, row.merged_id) for row in reads().execute(_ASKED, values)}
    return different | asked


def _in_order(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


def _ids(keys: Sequence[tuple[UUID, UUID]]) -> list[UUID]:
    return sorted({one for key in keys for one in key})
