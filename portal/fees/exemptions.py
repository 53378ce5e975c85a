"""Who is exempt in a commune, as its desk reads it: by household, with reason and evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.fees.models import Exemption, ExemptionKind
from portal.kernel import clock
from portal.kernel.among import among
from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.communes import HOUSEHOLDS
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from portal.staff.signed_in import SignedInStaff

A_PAGE = 50
KIND_LABELS = {
    ExemptionKind.POOR_HOUSEHOLD: _l("Poor household"),
    ExemptionKind.UNDER_SIX: _l("Under six"),
    ExemptionKind.OTHER: _l("Another reason"),
}


@dataclass(frozen=True, kw_only=True)
class ExemptHousehold:
    """A household with somebody who is exempt this year or later."""

    household_id: UUID
    code: str
    village: str | None
    people: int
    until_year: int


@dataclass(frozen=True, kw_only=True)
class Page:
    """Households by code; `after` is the code the next page begins after, if there is one."""

    households: Sequence[ExemptHousehold]
    after: str | None


@dataclass(frozen=True, kw_only=True)
class ExemptionLine:
    """One exemption on file."""

    id: UUID
    kind: ExemptionKind
    evidence: str = field(repr=False)
    from_year: int
    until_year: int

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self.kind])

    @property
    def years(self) -> str:
        if self.from_year == self.until_year:
            return str(self.from_year)
        return f"{self.from_year}–{self.until_year}"


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of a household, with the exemptions of this year and later."""

    person_id: UUID
    full_name: str = field(repr=False)
    exemptions: Sequence[ExemptionLine]


@dataclass(frozen=True, kw_only=True)
class OpenHousehold:
    """One household of the commune, opened to exempt somebody."""

    id: UUID
    code: str
    village: str | None
    members: Sequence[Member]

    @property
    def exempt_members(self) -> Sequence[Member]:
        return [member for member in self.members if member.exemptions]


LIVES_THERE = sa.and_(Membership.household_id == Household.id, Membership.left_on.is_(None))
STANDS = sa.and_(
    Exemption.person_id == Membership.person_id,
    Exemption.ended_at.is_(None),
    Exemption.until_year >= sa.bindparam("year"),
)
_PAGE = (
    sa.select(
        Household.id.label("household_id"),
        Household.code,
        Village.name.label("village"),
        sa.func.count(Exemption.person_id.distinct()).label("people"),
        sa.func.max(Exemption.until_year).label("until_year"),
    )
    .join(Membership, LIVES_THERE)
    .join(Exemption, STANDS)
    .outerjoin(Village, Village.id == Household.village_id)
    .where(among(Household.id, HOUSEHOLDS), Household.code > sa.bindparam("after"))
    .group_by(Household.id, Household.code, Village.name)
    .order_by(Household.code)
    .limit(A_PAGE + 1)
)


def page_of(staff: SignedInStaff, after: str = "") -> Page:
    """Return the households of the member's commune with somebody exempt, by code."""
    values = {"commune": staff.commune, "after": after, "year": clock.today().year}
    rows = [ExemptHousehold(**row._mapping) for row in reads().execute(_PAGE, values)]
    shown = rows[:A_PAGE]
    return Page(households=shown, after=shown[-1].code if len(rows) > A_PAGE else None)


_HOUSEHOLD = (
    sa.select(Household.code, Village.name.label("village"))
    .outerjoin(Village, Village.id == Household.village_id)
    .where(
        Household.id == sa.bindparam("household_id"), Household.commune == sa.bindparam("commune")
    )
)
_MEMBERS = (
    sa.select(
        Membership.person_id,
        Person.full_name,
        Exemption.id,
        Exemption.kind,
        Exemption.evidence,
        Exemption.from_year,
        Exemption.until_year,
    )
    .select_from(Membership)
    .join(Person, Person.id == Membership.person_id)
    .outerjoin(Exemption, STANDS)
    .where(
        Membership.household_id == sa.bindparam("household_id"),
        Membership.left_on.is_(None),
        Person.deceased_on.is_(None),
    )
    .order_by(Membership.position, Membership.id, Exemption.from_year, Exemption.id)
)


def opened(household_id: UUID, staff: SignedInStaff) -> OpenHousehold | None:
    """Return a household of the member's commune; None for every other one."""
    values = {"household_id": household_id, "commune": staff.commune, "year": clock.today().year}
    found = reads().execute(_HOUSEHOLD, values).one_or_none()
    if found is None:
        return None
    names: dict[UUID, str] = {}
    lines: dict[UUID, list[ExemptionLine]] = {}
    for row in reads().execute(_MEMBERS, values):
        values_of = dict(row._mapping)
        person_id = values_of.pop("person_id")
        names[person_id] = values_of.pop("full_name")
        lines.setdefault(person_id, [])
        if row.id is not None:
            lines[person_id].append(ExemptionLine(**values_of))
    members = [
        Member(person_id=person_id, full_name=name, exemptions=lines[person_id])
        for person_id, name in names.items()
    ]
    return OpenHousehold(id=household_id, **found._mapping, members=members)


def note_opened(household: OpenHousehold, staff: SignedInStaff) -> None:
    """Write of everybody in it that this member opened the household."""
    trail.note(
        *(
            Line(
                event=Event.FEES_SEEN,
                about=member.person_id,
                by=staff.actor,
                basis=Basis.DESK,
                object_ref=f"household:{household.id}",
            )
            for member in household.members
        )
    )
