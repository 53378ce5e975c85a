"""Opening a year: every record of the commune is charged once, whoever is exempt with 0 đ.

Running it again charges those who came meanwhile and nobody twice: a person has one charge a
year, by the table's own rule. Of who came from another commune its unpaid charge is taken over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.fees.asking import LIVES_THERE, asked_of, exempt_in
from portal.fees.models import Charge, ExemptionKind
from portal.fees.taking_over import take_over
from portal.fees.terms import terms_of
from portal.fees.units import Unit
from portal.kernel.db import Base, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.keys_of_rows import new_key
from portal.ledger.moves import upsert
from portal.people.models import Person

_TABLE = Base.metadata.tables["fee_charge"]  # rows of one shape: the ORM would sort them by theirs
# A part is one transaction: short enough for others to write in between.
AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Opened:
    """How many were charged now, and how many of them with 0 đ."""

    new: int
    exempt: int


_NEWCOMERS = LIVES_THERE.where(
    ~sa.exists().where(Charge.person_id == Person.id, Charge.year == sa.bindparam("year"))
).order_by(Person.id)


def open_year(
    unit: Unit,
    year: int,
    *,
    by: Actor,
    begins: Callable[[int], object] = lambda _count: None,
    moves: Callable[[int], object] = lambda _count: None,
) -> Opened:
    """Charge who lives in the unit's commune and is not charged yet; raise RuleBroken.

    Each part is committed: a run that was ended goes on where it stopped. `begins` is told
    how many people there are, `moves` how many of them are done.
    """
    terms = terms_of(session.connection(), unit.id, year)
    if terms is None:
        raise RuleBroken(_("%(unit)s has no terms for this year yet", unit=unit.name))
    people = session.execute(_NEWCOMERS, {"commune": unit.commune, "year": year}).all()
    exempt = exempt_in(year)
    begins(len(people))
    moved_here = take_over(unit, terms)
    new, free = len(moved_here), sum(kind is not None for kind in moved_here)
    if new:
        _write_down(unit, year, by)
        session.commit()
    for start in range(0, len(people), AT_ONCE):
        part = people[start : start + AT_ONCE]
        rows = [asked_of(person, unit, terms, exempt) | _key(person.id, year) for person in part]
        written = _charge(rows)
        if written and not new:
            _write_down(unit, year, by)
        new += len(written)
        free += sum(kind is not None for kind in written)
        session.commit()
        moves(len(part))
    return Opened(new=new, exempt=free)


def _key(person_id: UUID, year: int) -> dict[str, Any]:
    return {"id": new_key(), "person_id": person_id, "year": year}


def _charge(rows: list[dict[str, Any]]) -> Sequence[ExemptionKind | None]:
    """Write charges; return the exemption of each that was not there yet."""
    written = session.execute(
        upsert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.exemption), rows
    )
    return written.scalars().all()


def _write_down(unit: Unit, year: int, by: Actor) -> None:
    trail.record(
        Line(event=Event.FEES_OPENED, by=by, section=str(year), object_ref=f"fee_unit:{unit.id}")
    )
