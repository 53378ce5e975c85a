"""Asking for an account at one's station; the province decides (deciding.py).

A head asks for accounts of their own station, never to audit, and never for themselves or
their kin. Who is asked for is linked to their own entry in the register where their number
is typed, so that nobody gets two accounts and is both people of a rule that wants two; for
the counter it must be typed, since only so does the portal know whose kin sits there.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people import queries as register
from portal.people.closeness import are_close
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem, Sex
from portal.staff import members, queries
from portal.staff.models import StaffInvitation
from portal.staff.new_member import NewMember
from portal.staff.roles import AT_THE_DESK, Role
from portal.staff.roster import Listed
from portal.staff.signed_in import SignedInStaff

# What a head may ask for; nobody at a station gives the right to audit it.
OFFERED = tuple(role for role in Role if role is not Role.AUDITOR)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a head types of the account they ask for."""

    staff_name: str
    full_name: str
    title: str
    sex: Sex
    roles: frozenset[Role]
    village_id: UUID | None
    ends_on: date | None
    personal_id: PersonalId | None


def ask(wanted: Wanted, *, by: SignedInStaff) -> UUID:
    """Ask for a new account of the head's own station; return what waits, or raise RuleBroken."""
    if not wanted.roles <= set(OFFERED):
        raise RuleBroken(_("No station gives this role"), "roles")
    if by.commune and wanted.personal_id is None and wanted.roles & AT_THE_DESK:
        raise RuleBroken(
            _("Whoever works at the counter is linked to the register: type their number"),
            "personal_id",
        )
    new = NewMember(
        staff_name=wanted.staff_name,
        full_name=wanted.full_name,
        title=wanted.title,
        sex=wanted.sex,
        roles=wanted.roles,
        facility_code=by.facility_code,
        commune=by.commune,
        village_id=wanted.village_id,
        person_id=_person(wanted.personal_id, by) if wanted.personal_id else None,
        ends_on=wanted.ends_on,
    )
    members.check(new)
    return _keep(new, by=by, again_for=None)


def _person(personal_id: PersonalId, head: SignedInStaff) -> UUID:
    """Find who is invited among the people of the head's commune, never the head's own kin."""
    connection = session.connection()
    found = register.person_with(connection, IdentifierSystem.PERSONAL_ID, personal_id.index)
    if found is None or not queries.lives_in(connection, found, head.commune):
        raise RuleBroken(_("Nobody of your commune has this number"), "personal_id")
    _refuse_kin(head, found)
    return found


def _refuse_kin(head: SignedInStaff, person_id: UUID | None) -> None:
    if are_close(head.person_id, person_id):
        raise RuleBroken(
            _("You cannot ask for yourself or your own family. Ask the Department of Health"),
            "personal_id",
        )


def ask_again(member: Listed, ends_on: date | None, *, by: SignedInStaff) -> UUID:
    """Ask to renew an account of the head's station: a lost phone, a long absence, a new term."""
    if member.id == by.staff_id or Role.AUDITOR in member.roles:
        raise RuleBroken(_("Somebody else must ask for this account"), "ends_on")
    _refuse_kin(by, member.person_id)
    roles, last_day = frozenset(member.roles), ends_on or member.ends_on
    members.check_end(roles, last_day)
    return _keep(member.as_opened(last_day), by=by, again_for=member.id)


def _keep(new: NewMember, *, by: SignedInStaff, again_for: UUID | None) -> UUID:
    invitation = StaffInvitation(
        staff_name=new.staff_name,
        full_name=new.full_name,
        title=new.title,
        sex=new.sex,
        roles=",".join(role.value for role in Role if role in new.roles),
        facility_code=new.facility_code,
        commune=new.commune,
        village_id=new.village_id,
        person_id=new.person_id,
        ends_on=new.ends_on,
        again_for=again_for,
        invited_by=by.staff_id,
        invited_at=clock.now(),
    )
    try:
        with session.begin_nested():  # one wish for a name waits at a time
            session.add(invitation)
    except IntegrityError as twice:
        raise RuleBroken(_("This account is asked for already"), "staff_name") from twice
    record(invitation.id, "asked_again" if again_for else "asked", by)
    return invitation.id


def record(invitation_id: UUID, what: str, by: SignedInStaff) -> None:
    """Write what happened to a wish, in its own transaction."""
    trail.record(
        Line(
            event=Event.STAFF_ACCOUNT_CHANGED,
            by=by.actor,
            section=what,
            object_ref=f"invitation:{invitation_id}",
        )
    )
