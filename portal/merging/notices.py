"""Telling phones that the register has changed; no name, no fact, no link."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from portal.accounts.signed_in import config
from portal.kernel.db import session
from portal.notifications import outbox
from portal.people.queries import mobile_of


def tell_merged(*person_ids: UUID) -> None:
    """Tell every phone of two entries that they have become one, each once."""
    _tell(
        person_ids,
        "entries_merged",
        f"Tram da gop hai muc trung ten cua quy vi. Neu khong phai, goi {_station()}.",
    )


def tell_closed(person_id: UUID) -> None:
    """Tell somebody's own phone that nobody signs in there any more, and what to do about it.

    Whoever is alive is shut out by a wrong entry, and must be able to say so at once.
    """
    _tell(
        [person_id],
        "account_closed",
        f"Tram da khoa tai khoan cua quy vi. Neu khong dung, goi {_station()}.",
    )


def tell_representation_over(person_ids: Iterable[UUID]) -> None:
    """Tell who acted for somebody, or whom somebody acted for, that this has ended."""
    _tell(
        person_ids,
        "representative_ended",
        f"Viec dai dien da dung. Can hoi, goi {_station()}.",
    )


def _station() -> str:
    return config().station.station_phone


def _tell(person_ids: Iterable[UUID], kind: str, text: str) -> None:
    numbers: set[str] = set()
    for person_id in person_ids:
        found = mobile_of(session.connection(), person_id)
        if found is not None and found[0] not in numbers:
            numbers.add(found[0])
            outbox.enqueue(kind=kind, recipient=found[0], text=text, dedupe_key=f"{kind}-{uuid4()}")
