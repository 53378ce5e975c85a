"""The new phone takes over: the one move from allowed to used, and everything it changes."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import handover, owners, pin, sessions
from portal.accounts.browser import Browser
from portal.accounts.changes import change
from portal.accounts.limits import PASSED_LASTS
from portal.accounts.pin import Known
from portal.accounts.signed_in import config
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.kernel import clock, crypto
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.people.kinds import PhoneKind, Source
from portal.people.models import Person, Phone
from portal.resets import notices, queries
from portal.resets.activation_models import ResetActivation
from portal.resets.activations import Activation
from portal.resets.models import AccountReset, ResetPhone
from portal.resets.moving import move
from portal.resets.queries import Reset
from portal.resets.states import Move


def use(activation: Activation, new_pin: str, browser: Browser) -> str:
    """Give the account to the new phone, held for a while; return the token of its session.

    The old phones are set aside, every factor, session and printed code of before dies, and
    who was told is told again later. Raise RuleBroken for a weak personal code, or when
    somebody was first or has stopped it.
    """
    now = clock.now()
    reset = queries.any_reset(activation.reset_id) if activation.reset_id else None
    if reset is None:
        raise RuleBroken(_ended(), "pin")
    hashed = _hash_strong(new_pin, reset)
    held_until = now + _held(reset)
    moved = _finish(activation, now) and move(
        reset.id,
        Move.USE,
        AccountReset.slip_mac == activation.slip_mac,
        used_at=now,
        held_until=held_until,
        slip_mac=None,
    )
    if not moved or not handover.take_over(
        reset.account_id, pin_hash=hashed, held_until=held_until, now=now
    ):
        raise RuleBroken(_ended(), "pin")
    _change_phones(reset, now)
    notices.tell_later(reset, now)
    _write_down(reset)
    return sessions.open_new(reset.account_id, browser, now)


def _held(reset: Reset) -> timedelta:
    lifetimes = config().lifetimes
    return lifetimes.held_in_person if reset.proof.in_person else lifetimes.held_unseen


def _hash_strong(new_pin: str, reset: Reset) -> str:
    owner = owners.owner_of(reads(), reset.account_id)
    for phone in (reset.new_number, owner.phone):
        known = Known(born=owner.born, personal_id=owner.personal_id, phone=phone)
        pin.refuse_weak(new_pin, known)
    return crypto.hash_secret(new_pin)


def _ended() -> str:
    return _("This slip does not work any more. Call the station, or visit it")


def _finish(activation: Activation, now: datetime) -> bool:
    finished = change(
        sa.update(ResetActivation)
        .where(
            ResetActivation.id == activation.id,
            ResetActivation.passed_at > now - PASSED_LASTS,
            ResetActivation.finished_at.is_(None),
        )
        .values(finished_at=now)
    )
    return finished == 1


def _change_phones(reset: Reset, now: datetime) -> None:
    """Set aside the phones codes went to until now, and let them go to the new one."""
    active = sa.and_(
        Phone.person_id == reset.person_id, Phone.kind == PhoneKind.MOBILE, Phone.active
    )
    set_aside = session.scalars(sa.select(Phone.id).where(active)).all()
    if set_aside:
        session.execute(
            sa.insert(ResetPhone),
            [{"reset_id": reset.id, "phone_id": phone_id} for phone_id in set_aside],
        )
    change(sa.update(Phone).where(active).values(active=False))
    values = {"active": True, "source": Source.STATION, "recorded_on": clock.local(now).date()}
    known = change(
        sa.update(Phone)
        .where(
            Phone.person_id == reset.person_id,
            Phone.number_index == reset.new_number_index,
        )
        .values(**values, kind=PhoneKind.MOBILE)
    )
    if not known:
        session.execute(
            sa.insert(Phone).values(
                person_id=reset.person_id,
                kind=PhoneKind.MOBILE,
                number=reset.new_number,
                number_index=reset.new_number_index,
                **values,
            )
        )


def _write_down(reset: Reset) -> None:
    owner = Actor(
        name=_name_of(reset.person_id), account_id=reset.account_id, person_id=reset.person_id
    )
    trail.record(
        Line(
            event=Event.RESET_USED,
            about=reset.person_id,
            by=owner,
            basis=Basis.SELF,
            section="account",
            object_ref=f"reset:{reset.id}",
        )
    )


def _name_of(person_id: UUID) -> str | None:
    return session.scalar(sa.select(Person.full_name).where(Person.id == person_id))
