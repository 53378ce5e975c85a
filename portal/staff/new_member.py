"""What an account of staff is opened with."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.people.kinds import Sex
from portal.staff.roles import Role


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """What an account is opened with; `person_id` is their own entry in the register."""

    staff_name: str
    full_name: str
    title: str
    sex: Sex
    roles: frozenset[Role]
    facility_code: str
    commune: str | None = None
    village_id: UUID | None = None
    person_id: UUID | None = None
    ends_on: date | None = None
