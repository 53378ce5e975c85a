"""Telling both sides that somebody acts for somebody, or no longer does."""

from uuid import UUID, uuid4

from portal.accounts.signed_in import config
from portal.kernel.db import session
from portal.notifications import outbox
from portal.people.queries import mobile_of
from portal.representation.models import EndedAs, Representation


def tell_begun(representation: Representation) -> None:
    """Tell the represented person's phone; a child's own phone too, where there is one."""
    _tell(
        representation.person_id,
        "representative_named",
        f"Da ghi nhan nguoi dai dien xem ho so. Neu khong phai y minh, goi {_station()}.",
    )


def tell_ended(person_id: UUID, representative_id: UUID, ended_as: EndedAs) -> None:
    """Tell the side that did not end it."""
    other = representative_id if ended_as is EndedAs.REPRESENTED else person_id
    _tell(other, "representative_ended", f"Viec dai dien da dung. Can hoi, goi {_station()}.")


def _station() -> str:
    return config().station.station_phone


def _tell(person_id: UUID, kind: str, text: str) -> None:
    """Write a message; without a phone there is nobody to tell."""
    found = mobile_of(session.connection(), person_id)
    if found is not None:
        outbox.enqueue(kind=kind, recipient=found[0], text=text, dedupe_key=f"{kind}-{uuid4()}")
