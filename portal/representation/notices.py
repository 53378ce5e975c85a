"""Telling both sides that somebody acts for somebody, or no longer does."""

from uuid import UUID, uuid4

from portal.accounts.signed_in import config
from portal.kernel.db import session
from portal.notifications import outbox
from portal.people.queries import mobile_of
from portal.representation.models import EndedAs, Representation


def tell_begun(representation: Representation, *, at_the_counter: bool) -> None:
    """Tell the represented person's phone; a child's own phone too, where there is one.

    What was named at the counter the representative is told too.
    """
    if at_the_counter:
        _tell(
            representation.representative_id,
            "representative_named",
            f"Ong/ba vua duoc ghi la nguoi dai dien. Neu khong phai y minh, goi {_station()}.",
        )
    _tell(
        representation.person_id,
        "representative_named",
        f"Da ghi nhan nguoi dai dien xem ho so. Neu khong phai y minh, goi {_station()}.",
    )


def tell_ended(
    person_id: UUID, representative_id: UUID, ended_as: EndedAs, *, at_the_counter: bool
) -> None:
    """Tell the side that did not end it; both of what was ended at the counter."""
    text = f"Viec dai dien da dung. Can hoi, goi {_station()}."
    if at_the_counter or ended_as is EndedAs.REPRESENTED:
        _tell(representative_id, "representative_ended", text)
    if at_the_counter or ended_as is not EndedAs.REPRESENTED:
        _tell(person_id, "representative_ended", text)


def _station() -> str:
    return config().station.station_phone


def _tell(person_id: UUID, kind: str, text: str) -> None:
    """Write a message; without a phone there is nobody to tell."""
    found = mobile_of(session.connection(), person_id)
    if found is not None:
        outbox.enqueue(kind=kind, recipient=found[0], text=text, dedupe_key=f"{kind}-{uuid4()}")
