"""Taking finished slips out of the house: by one of the two people, a line for each person.

The file goes out part by part. Neither the parts together nor a database connection is
held while a slow line takes its time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.issuing import second
from portal.issuing.batches import Batch
from portal.issuing.leases import place
from portal.issuing.lines import ref
from portal.issuing.models import BatchState, SlipBatch, SlipPart
from portal.kernel import clock, crypto
from portal.kernel.db import Database, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.representation import hands
from portal.staff.signed_in import SignedInStaff

LINES_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What is sent: one PDF, or a ZIP of several."""

    batch_id: UUID
    parts: Sequence[int]

    @property
    def mimetype(self) -> str:
        return "application/pdf" if len(self.parts) == 1 else "application/zip"

    @property
    def filename(self) -> str:
        return part_name(1) if len(self.parts) == 1 else "phieu.zip"

    def content(self, database: Database) -> Iterator[bytes]:
        """Yield the file; each part is read when its turn has come."""
        if len(self.parts) == 1:
            return iter([_pages(database, self.batch_id, self.parts[0])])
        return _zipped(database, self)


def may_take(batch: Batch, staff: SignedInStaff) -> bool:
    """Say whether this member asked for the slips or allowed them."""
    return staff.staff_id in (batch.asked_by, batch.decided_by)


def take(batch: Batch, *, by: SignedInStaff) -> Taken:
    """Write who takes whose slips, before any leaves; raise RuleBroken."""
    if not may_take(batch, by):
        raise RuleBroken(_("Only who asked for the slips or allowed them takes them"))
    second.refuse_near(hands.all_near(by), batch.people)
    if batch.state_now is not BatchState.READY:
        raise RuleBroken(_("There are no slips to take. Slips are good for 24 hours"))
    _note(batch, by)
    now = clock.now()
    taken = change(
        sa.update(SlipBatch)
        .where(
            SlipBatch.id == batch.id,
            SlipBatch.commune == by.commune,
            SlipBatch.state == BatchState.READY,
            SlipBatch.expires_at > now,
        )
        .values(taken_at=sa.func.coalesce(SlipBatch.taken_at, now))
    )
    if taken != 1:
        raise RuleBroken(_("There are no slips to take. Slips are good for 24 hours"))
    parts = reads().scalars(
        sa.select(SlipPart.number).where(SlipPart.batch_id == batch.id).order_by(SlipPart.number)
    )
    return Taken(batch_id=batch.id, parts=parts.all())


def _note(batch: Batch, by: SignedInStaff) -> None:
    for start in range(0, len(batch.people), LINES_AT_ONCE):
        trail.note(
            *(
                Line(
                    event=Event.SLIPS_TAKEN,
                    about=person_id,
                    by=by.actor,
                    basis=Basis.DESK,
                    section="account",
                    object_ref=ref(batch.id),
                )
                for person_id in batch.people[start : start + LINES_AT_ONCE]
            )
        )


def part_name(number: int) -> str:
    """Return a name that says nothing of whom the slips are for."""
    return f"phieu-{number:03}.pdf"


def _pages(database: Database, batch_id: UUID, number: int) -> bytes:
    with database.autocommit.connect() as connection:
        sealed = connection.execute(
            sa.select(SlipPart.pages).where(
                SlipPart.batch_id == batch_id, SlipPart.number == number
            )
        ).scalar_one()
    return crypto.unseal_bytes(place(batch_id, number), bytes(sealed))


class _Outgoing:
    """A file that is written and at once handed on; it cannot be gone back in."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._written.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Do nothing: what is written waits to be handed on."""

    def hand_on(self) -> bytes:
        content, self._written = b"".join(self._written), []
        return content


def _zipped(database: Database, taken: Taken) -> Iterator[bytes]:
    made_at = clock.local(clock.now()).timetuple()[:6]
    outgoing = _Outgoing()
    with ZipFile(outgoing, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]  # a sink
        for number in taken.parts:
            entry = ZipInfo(part_name(number), date_time=made_at)
            archive.writestr(entry, _pages(database, taken.batch_id, number))
            yield outgoing.hand_on()
    yield outgoing.hand_on()
