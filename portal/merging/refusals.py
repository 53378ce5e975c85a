"""What must not be merged: decided from facts, with the sentence the desk reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel.db import Base
from portal.kernel.i18n import gettext as _
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier, Person
from portal.staff.models import StaffMember

# Tables in which two entries would stand beside each other as two people.
_TWO_PEOPLE = {
    "family_tie": ("person_id", "relative_id"),
    "representation": ("person_id", "representative_id"),
    "counter_naming": ("person_id", "representative_id"),
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of two entries that bears on whether they may become one."""

    one_is_dead: bool = False
    two_personal_ids: bool = False
    are_related: bool = False
    reset_runs: bool = False
    both_are_staff: bool = False
    merged_already: bool = False


def sentences(facts: Facts) -> list[str]:
    """Return why two entries may not become one, empty where they may."""
    said = {
        _("One of the two is in another entry already"): facts.merged_already,
        _("Two personal ID numbers are in force. One of them is wrong, or these are two people"): (
            facts.two_personal_ids
        ),
        _("One is named as a relative or representative of the other"): facts.are_related,
        _("Only one of the two is entered as dead. Settle that first"): facts.one_is_dead,
        _("An account is being reissued. Finish that first"): facts.reset_runs,
        _("Both belong to members of staff"): facts.both_are_staff,
    }
    return [sentence for sentence, holds in said.items() if holds]


def facts_of(connection: Connection, one_id: UUID, other_id: UUID) -> Facts:
    """Read what bears on a merge of two entries."""
    two = (one_id, other_id)
    dead = _count(connection, Person.id, Person.id.in_(two), Person.deceased_on.is_not(None))
    numbers = _count(
        connection,
        Identifier.id,
        Identifier.person_id.in_(two),
        Identifier.system == IdentifierSystem.PERSONAL_ID,
        Identifier.active,
    )
    staff = _count(connection, StaffMember.id, StaffMember.person_id.in_(two))
    merged = _count(connection, Person.id, Person.id.in_(two), Person.merged_into.is_not(None))
    return Facts(
        one_is_dead=dead == 1,
        two_personal_ids=numbers > 1,
        are_related=any(_stand_together(connection, name, two) for name in _TWO_PEOPLE),
        reset_runs=reset_runs(connection, one_id, other_id),
        both_are_staff=staff > 1,
        merged_already=merged > 0,
    )


def _count(connection: Connection, what: Any, *where: Any) -> int:
    return connection.scalar(sa.select(sa.func.count(what)).where(*where)) or 0


def _stand_together(connection: Connection, name: str, two: Sequence[UUID]) -> bool:
    table = Base.metadata.tables[name]
    one, other = (table.c[column] for column in _TWO_PEOPLE[name])
    return _count(connection, table.c.id, one.in_(two), other.in_(two)) > 0


def reset_runs(connection: Connection, *two: UUID) -> bool:
    """Say whether either account is on its way to another phone."""
    reset = Base.metadata.tables["account_reset"]
    running = next(one for one in reset.indexes if one.name == "uq_account_reset_running")
    where = running.dialect_options["sqlite"]["where"]
    return _count(connection, reset.c.id, reset.c.person_id.in_(two), where) > 0
