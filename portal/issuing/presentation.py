"""Batches as finished values for the pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.issuing.batches import Batch
from portal.issuing.models import BatchState
from portal.issuing.waiting import WHAT
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

STATES = {
    BatchState.ASKED: _l("Waits for a colleague"),
    BatchState.MAKING: _l("Being made"),
    BatchState.READY: _l("Ready to print"),
    BatchState.REFUSED: _l("Refused"),
    BatchState.WITHDRAWN: _l("Taken back"),
    BatchState.OVER: _l("Over"),
}
TONES = {
    BatchState.ASKED: "due",
    BatchState.MAKING: "info",
    BatchState.READY: "ok",
    BatchState.REFUSED: "bad",
    BatchState.WITHDRAWN: "plain",
    BatchState.OVER: "plain",
}


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One row of the list of batches."""

    id: UUID
    what: str
    about: str
    progress: str
    state: str
    tone: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the slips are; with an address to ask again, as long as that is worth it."""

    batch_id: UUID
    made: int
    size: int
    is_making: bool
    again_url: str | None


def progress_of(batch: Batch, again_url: str | None) -> Progress:
    """Return how far a batch is."""
    is_making = batch.state_now is BatchState.MAKING
    return Progress(
        batch_id=batch.id,
        made=batch.made,
        size=batch.size,
        is_making=is_making,
        again_url=again_url if is_making else None,
    )


def listed(batch: Batch) -> Listed:
    state = batch.state_now
    return Listed(
        id=batch.id,
        what=str(WHAT[batch.scope]),
        about=batch.about,
        progress=_progress(batch, state),
        state=str(STATES[state]),
        tone=TONES[state],
        asked_by=batch.asked_by_name,
        asked_at=batch.asked_at,
    )


def _progress(batch: Batch, state: BatchState) -> str:
    if state is BatchState.MAKING:
        return _("%(made)s of %(size)s", made=batch.made, size=batch.size)
    return str(batch.size)
