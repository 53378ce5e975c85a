"""Allowing the account a head asked for, and showing its code to that head.

An auditor allows or refuses; the head who asked is shown the code that sets the account up,
once, to hand over on paper. No one person does both, and nobody decides about themselves,
their household or kin.
"""

from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff import activation, invitations, members, queries
from portal.staff.invitations import Invited
from portal.staff.inviting import record
from portal.staff.models import StaffInvitation
from portal.staff.signed_in import SignedInStaff


def allow(invitation_id: UUID, *, by: SignedInStaff) -> Invited:
    """Let an account be opened or renewed; raise RuleBroken when it must not be."""
    invited = _to_decide(invitation_id, by)
    asker = queries.member(session.connection(), invited.invited_by)
    if asker is None or not asker.may_enter(clock.today()):
        raise RuleBroken(_("Who asked for this account may not enter any more. Refuse it"))
    _decide(invited, by)
    staff_id = _renew(invited, invited.again_for, by) if invited.again_for else _open(invited, by)
    change(
        sa.update(StaffInvitation).where(StaffInvitation.id == invited.id).values(staff_id=staff_id)
    )
    record(invited.id, "allowed", by)
    return invited


def refuse(invitation_id: UUID, *, by: SignedInStaff) -> Invited:
    """Let an account not be opened; raise RuleBroken where it was decided already."""
    invited = _to_decide(invitation_id, by)
    _decide(invited, by)
    record(invited.id, "refused", by)
    return invited


def _to_decide(invitation_id: UUID, by: SignedInStaff) -> Invited:
    invited = invitations.find(session.connection(), invitation_id)
    if invited is None or not invited.waits:
        raise RuleBroken(_("This was decided already"))
    if not invitations.may_decide(invited, by):
        raise RuleBroken(_("Somebody else must decide this"))
    return invited


def _decide(invited: Invited, by: SignedInStaff) -> None:
    decided = change(
        sa.update(StaffInvitation)
        .where(
            StaffInvitation.id == invited.id,
            StaffInvitation.decided_at.is_(None),
            StaffInvitation.invited_by != by.staff_id,
        )
        .values(decided_by=by.staff_id, decided_at=clock.now())
    )
    if decided != 1:
        raise RuleBroken(_("This was decided already"))


def _open(invited: Invited, by: SignedInStaff) -> UUID:
    return members.open_account(invited.as_new(), by=by.actor)


def _renew(invited: Invited, staff_id: UUID, by: SignedInStaff) -> UUID:
    members.check_end(frozenset(invited.roles), invited.ends_on)
    members.renew(staff_id, by=by.actor, ends_on=invited.ends_on)
    return staff_id


def show_code(invited: Invited, *, by: SignedInStaff) -> str:
    """Make the code of an allowed account and return it, once, to the head who asked for it.

    Only within a day, and only of the newest wish for this account: a yes kept for later would
    be a key to it. An account that was set up meanwhile gets none: the code would take it from
    its owner.
    """
    now = clock.now()
    shown = change(
        sa.update(StaffInvitation)
        .where(
            StaffInvitation.id == invited.id,
            StaffInvitation.invited_by == by.staff_id,
            StaffInvitation.staff_id.is_not(None),
            StaffInvitation.code_shown_at.is_(None),
            StaffInvitation.decided_at > now - invitations.CODE_SHOWN_WITHIN,
            invitations.IS_NEWEST,
        )
        .values(code_shown_at=now)
    )
    if shown != 1:
        raise RuleBroken(
            _("The code was shown already, or a day has passed. Ask to renew the account")
        )
    member = queries.member(session.connection(), invited.staff_id) if invited.staff_id else None
    if member is None or member.password_hash is not None or not member.may_enter(clock.today()):
        raise RuleBroken(_("This account needs no code now"))
    record(invited.id, "code_shown", by)
    return activation.issue(member.id, by=by.name_with_title, now=now)
