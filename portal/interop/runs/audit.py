"""One line of the log for each person an import has added something about."""

from portal.audit.append import append
from portal.audit.events import Basis, Event
from portal.interop.runs.batch import Batch


def note_imports(batch: Batch) -> None:
    """Write the lines in the batch's own transaction: both stand or both fall."""
    if not batch.touched:
        return
    append(
        batch.connection,
        [
            {
                "chain": person_id,
                "at": batch.now,
                "event": Event.RECORD_IMPORTED,
                "permitted": True,
                "basis": Basis.SYSTEM,
                "person_id": person_id,
                "object_ref": str(batch.run_id),
            }
            for person_id in sorted(batch.touched)
        ],
    )
    batch.touched.clear()
