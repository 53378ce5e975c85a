"""Part A as versions: what a source leaves empty keeps its last known value."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Row

from portal.interop import packing
from portal.interop.runs.batch import Batch
from portal.interop.runs.writes import Writes
from portal.interop.values.person import PersonRow
from portal.kernel import crypto
from portal.people.kinds import IdentifierSystem
from portal.people.models import Administrative

_CONTENT = (
    "ethnicity", "religion", "nationality", "occupation", "education", "workplace", "blood_abo",
    "blood_rh", "birth_registration_province", "id_issued_on", "id_issued_by", "insurance_until",
    "permanent_address", "permanent_village", "permanent_ward", "permanent_district",
    "permanent_province", "current_address", "current_village", "current_ward",
    "current_district", "current_province", "email", "remarks",
)  # fmt: skip


def part_a(row: PersonRow, **more: Any) -> dict[str, Any]:
    """Return the columns a person row fills; empty texts are left out."""
    place = row.place
    cards = [n for n in row.identifiers if n.system is IdentifierSystem.INSURANCE_CARD]
    own = [n for n in row.identifiers if n.system is IdentifierSystem.PERSONAL_ID]
    values = {
        "ethnicity": row.ethnicity,
        "religion": row.religion,
        "occupation": row.occupation,
        "education": row.education,
        "insurance_until": max((n.valid_to for n in cards if n.valid_to), default=None),
        "id_issued_on": next((n.valid_from for n in own if n.valid_from), None),
        "id_issued_by": next((n.issued_by for n in own if n.issued_by), None),
        "permanent_address": row.permanent_address or place.line,
        "permanent_village": place.hamlet,
        "permanent_ward": place.commune,
        "permanent_district": place.old_district,
        "permanent_province": place.province,
        "current_address": row.current_address,
        "remarks": row.remarks,
        **more,
    }
    return {name: value for name, value in values.items() if value}


def save(
    batch: Batch,
    writes: Writes,
    person_id: UUID,
    current: Row[Any] | None,
    values: dict[str, Any],
    **recorded: Any,
) -> bool:
    """Add a version when something changed, and stamp the one before.

    A version names one source: the youngest of what it holds. An older paper that fills
    a gap does not make the rest of part A old.
    """
    before = {name: getattr(current, name) for name in _CONTENT} if current else {}
    content = {name: values.get(name) or before.get(name) for name in _CONTENT}
    content_hash = crypto.mac("administrative", packing.pack(content))
    if current is not None and bytes(current.content_hash) == content_hash:
        return False
    if current is not None:
        batch.connection.execute(
            sa.update(Administrative)
            .where(Administrative.id == current.id)
            .values(replaced_at=batch.now)
        )
    recorded_on = recorded.get("recorded_on") or batch.today
    youngest = current if current is not None and current.recorded_on > recorded_on else None
    writes.add(
        Administrative,
        person_id=person_id,
        content_hash=content_hash,
        **content,
        source=batch.source if youngest is None else youngest.source,
        recorded_on=recorded_on if youngest is None else youngest.recorded_on,
        recorded_by=_by(recorded) if youngest is None else youngest.recorded_by,
        import_id=batch.run_id,
        replaced_at=None,
    )
    return True


def _by(recorded: dict[str, Any]) -> str | None:
    return recorded.get("recorded_by") or None
