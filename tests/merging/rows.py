"""One row of every table that names a person, whatever the table, and all rows as they stand."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.kernel import clock
from portal.kernel.db import Base, Sealed, session
from portal.kernel.partial_date import PartialDate
from portal.merging.plan import PLAN, Fate
from portal.people.kinds import IdentifierSystem
from tests import cast
from tests.fees.money import a_unit

# What a merge writes about itself, or ends for good by design.
APART = frozenset({"audit_line", "outbox", "person_merge", "merged_row", "alembic_version"})


class Filling:
    """Fills every table of the plan with rows of one entry; `turn` tells two entries apart."""

    def __init__(self) -> None:
        self.staff = cast.quan()
        self.helper = cast.a_person("Lò Thị Phụ", born=PartialDate(date(1970, 1, 2)))
        self.household = cast.a_household(self.helper)
        self.unit = a_unit()
        self.made: dict[str, Any] = {}

    def fill(self, person_id: UUID, turn: int) -> None:
        for name, columns in PLAN.items():
            if name != "person" and Fate.MOVES in columns.values():
                self.made[name] = self._row(Base.metadata.tables[name], person_id, turn)
        session.flush()

    def _row(self, table: sa.Table, person_id: UUID, turn: int) -> Any:
        values: dict[str, Any] = {}
        for column in table.columns:
            counted = column.primary_key and isinstance(column.type, sa.Integer)
            if counted or column.nullable:
                continue
            values[column.name] = self._value(column, turn)
        values |= self._special(table.name, turn)
        of_person = "person_id" if "person_id" in table.columns else next(iter(PLAN[table.name]))
        values[of_person] = person_id
        result = session.connection().execute(sa.insert(table).values(values))
        return result.inserted_primary_key

    def _value(self, column: sa.Column[Any], turn: int) -> Any:
        for key in column.foreign_keys:
            return self._target(key.column.table.name)
        if isinstance(column.type, sa.Enum):
            return next(iter(column.type.enum_class or column.type.enums))
        if isinstance(column.type, sa.Numeric):
            return 1
        if isinstance(column.type, Sealed):
            return "sealed"
        stored = getattr(column.type, "impl_instance", column.type)
        return _plain(column.name, stored.python_type, turn)

    def _target(self, table: str) -> Any:
        shared = {
            "person": self.helper.person_id,
            "staff_member": self.staff.staff_id,
            "facility": self.staff.facility_code,
            "household": self.household,
            "fee_unit": self.unit,
            "fee_terms": 1,
        }
        return shared[table] if table in shared else self.made[table][0]

    def _special(self, table: str, turn: int) -> dict[str, Any]:
        now = clock.now()
        special: dict[str, dict[str, Any]] = {
            "identifier": {
                "system": [IdentifierSystem.INSURANCE_CARD, IdentifierSystem.OLD_ID_CARD][turn],
            },
            "family_tie": {"represents": False},
            "representation": {"representative_id": self.helper.person_id, "ends_at": None,
                               "kind": "parent"},
            "service_case": {"number": turn + 1, "form_key": f"form {turn}"},
            "staff_invitation": {"staff_name": f"new{turn}"},
            "staff_member": {"staff_name": f"own{turn}", "person_id": None},
            "measurement": {"kind": "weight"},
            "emergency_opening": {"explanation": "could not be asked, fell down"},
            "encounter": {"external_id": f"visit {turn}"},
            "key_card": {"card_number": f"{turn:08}", "issued_at": now + timedelta(hours=turn)},
            "consent": {"staff_id": self.staff.staff_id, "granted_as": "self",
                        "granted_by_person_id": self.helper.person_id},
            "access_request": {"form_key": f"form {turn}"},
            "written_entry": {"form_key": f"form {turn}"},
            "account_reset": {"proof": "card", "state": "withdrawn"},
            "slip_batch": {"scope": "person", "size": 1, "made": 0, "codes": 0},
            "slip_line": {"position": turn},
            "fee_order": {"memo": f"HSSK{turn}"},
        }  # fmt: skip
        return special.get(table, {})


def _plain(name: str, kind: type, turn: int) -> Any:
    if kind is UUID:
        return uuid4()
    if kind is datetime:
        later = name.endswith(("until", "expires_at", "by", "closes_at"))
        return clock.now() + timedelta(hours=1 if later else 0)
    if kind is bytes:
        return f"{name} {turn if 'mac' in name else ''}".encode()
    return {date: date(2026, 1, 1), bool: True, int: 1}.get(kind, name[:3])


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table as it stands, without what tells of merges."""
    session.commit()
    return {
        table.name: sorted(_rows(table), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in APART
    }


def _rows(table: sa.Table) -> Iterator[tuple[Any, ...]]:
    plain = [sa.type_coerce(column, _stored(column)) for column in table.columns]
    for row in session.connection().execute(sa.select(*plain)):
        yield tuple(row)


def _stored(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    """Return the type a sealed value is stored as: sealing differs each time, the bytes do not."""
    impl = getattr(column.type, "impl", column.type)
    return impl if isinstance(impl, sa.LargeBinary) else column.type


def naming(person_id: UUID) -> set[str]:
    """Return which columns still name an entry."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != "person":
                continue
            query = sa.select(sa.exists().where(key.parent == person_id))
            if session.connection().scalar(query):
                found.add(f"{table.name}.{key.parent.name}")
    return found
