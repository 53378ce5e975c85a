"""What has been chosen so far, carried from page to page in the address.

An address stays in histories and proxies, so the choices are sealed: it names no part of
a record and nobody, and it opens only for the resident and the record it was made for.
Nothing is kept on the server, and Back shows each page as it was left, for an hour: what
somebody chose long ago is asked anew.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from portal.consents.kinds import Duration, Purpose
from portal.consents.sections import Section
from portal.kernel import clock, crypto

LONGEST = 2000
LASTS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Choices; `key` becomes the id of the consent, so that a form sent twice is one yes."""

    staff_id: UUID | None = None
    facility_code: str | None = None
    sections: tuple[Section, ...] = ()
    purpose: Purpose | None = None
    duration: Duration | None = None
    key: UUID = field(default_factory=uuid4)
    begun_at: datetime = field(default_factory=lambda: clock.now())

    @property
    def is_too_old(self) -> bool:
        return clock.now() >= self.begun_at + LASTS


def going_on(draft: Draft, **chosen: Any) -> Draft:
    """Return the draft with more choices; other choices are another consent."""
    return replace(draft, key=uuid4(), **chosen)


def seal(draft: Draft, *, account_id: UUID, person_id: UUID) -> str:
    """Return the draft as one part of an address."""
    values = [
        draft.key.hex,
        draft.staff_id.hex if draft.staff_id else None,
        draft.facility_code,
        [section.value for section in draft.sections],
        draft.purpose,
        draft.duration,
        int(draft.begun_at.timestamp()),
    ]
    sealed = crypto.seal(_place(account_id, person_id), json.dumps(values, separators=(",", ":")))
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(text: str, *, account_id: UUID, person_id: UUID) -> Draft | None:
    """Return the draft of an address; None when it is not ours, or not of this record."""
    if len(text) > LONGEST or not text.isascii():
        return None
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        values = json.loads(crypto.unseal(_place(account_id, person_id), sealed))
        return _draft(*values)
    except (crypto.SealBroken, NotBase64, ValueError, TypeError):
        return None


def _draft(
    key: str, staff_id: str | None, facility_code: str | None, sections: list[str], *rest: Any
) -> Draft:
    purpose, duration, begun_at = rest
    return Draft(
        key=UUID(key),
        staff_id=UUID(staff_id) if staff_id else None,
        facility_code=facility_code,
        sections=tuple(Section(section) for section in sections),
        purpose=Purpose(purpose) if purpose else None,
        duration=Duration(duration) if duration else None,
        begun_at=datetime.fromtimestamp(begun_at, UTC),
    )


def _place(account_id: UUID, person_id: UUID) -> str:
    return f"sharing draft of {account_id} about {person_id}"
