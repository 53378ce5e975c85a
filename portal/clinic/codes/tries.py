"""How often a member of staff may type a wrong code: counted before anything is compared."""

import secrets
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import throttle
from portal.accounts.limits import HOUR, Bucket
from portal.accounts.models import Throttle
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.consents import codes
from portal.consents.request_models import AccessRequest
from portal.kernel import clock
from portal.kernel.db import abandon, separate_transaction, session
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.signed_in import SignedInStaff

MOST_PER_HOUR = 10


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try that can be taken back."""

    key: bytes = field(repr=False)
    ref: bytes = field(repr=False)


def count(by: SignedInStaff) -> Try:
    """Take one of the hour's tries; raise RuleBroken when there is none left."""
    now, key, ref = clock.now(), by.staff_id.bytes, secrets.token_bytes(16)
    with separate_transaction() as connection:
        throttle.lock(connection, key)
        lately = connection.scalar(
            sa.select(sa.func.count())
            .select_from(Throttle)
            .where(
                Throttle.bucket == Bucket.SHARING_CODE_FAILED.value,
                Throttle.key == key,
                Throttle.at > now - HOUR,
            )
        )
        may_try = (lately or 0) < MOST_PER_HOUR
        if may_try:
            throttle.note(connection, now, [(Bucket.SHARING_CODE_FAILED, key, ref)])
    if not may_try:
        raise RuleBroken(_("Too many wrong codes. Wait one hour"), "code")
    return Try(key=key, ref=ref)


def take_back(counted: Try) -> None:
    """Forget a try that turned out right, together with what it opened."""
    buckets = [Bucket.SHARING_CODE_FAILED]
    throttle.forgive(session.connection(), counted.key, buckets, counted.ref)


def count_for_request(request_id: UUID, staff_id: UUID) -> bool:
    """Take one of a request's tries; say whether there was one."""
    with separate_transaction() as connection:
        counted = connection.execute(
            sa.update(AccessRequest)
            .where(
                AccessRequest.id == request_id,
                AccessRequest.staff_id == staff_id,
                AccessRequest.answer.is_(None),
                AccessRequest.tries < codes.TRIES,
            )
            .values(tries=AccessRequest.tries + 1)
        )
    return counted.rowcount == 1


def failed(by: SignedInStaff, channel: str, about: UUID | None = None) -> RuleBroken:
    """Write the failure down and return what is said; what was begun is given up first."""
    abandon()
    trail.note(
        Line(
            event=Event.SHARING_CODE_FAILED,
            permitted=False,
            about=about,
            by=by.actor,
            section=f"share:{channel}",
        )
    )
    return RuleBroken(_("The code is wrong, used or too old"), "code")
