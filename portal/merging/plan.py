"""What becomes of every row that names a merged entry: decided here, column by column.

A row moves to the entry that stays unless it tells of the two entries as such. Where the
kept entry has a row that excludes the other, the kept one's stands; what becomes of the
other is written beside the name of the rule that excludes it. A test holds this list
against the tables, so a new table cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from types import MappingProxyType


class Fate(StrEnum):
    """What becomes of a column that names the merged entry."""

    MOVES = "moves"
    STAYS = "stays"


class When(Enum):
    """A value that is known only when the merge is done."""

    NOW = auto()
    TODAY = auto()


Written = When | str | bool


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """What becomes of a row the kept entry has another of.

    `stays` leaves it with the merged entry, where nobody reads it; `values` are written
    into it before it moves.
    """

    stays: bool = False
    values: Mapping[str, Written] = field(default_factory=lambda: MappingProxyType({}))


_MOVES, _STAYS = Fate.MOVES, Fate.STAYS
PLAN: Mapping[str, Mapping[str, Fate]] = {
    "person": {"merged_into": _MOVES},
    "account": {"person_id": _MOVES},
    "administrative": {"person_id": _MOVES},
    "dose": {"person_id": _MOVES},
    "encounter": {"person_id": _MOVES},
    "family_tie": {"person_id": _MOVES, "relative_id": _MOVES},
    "former_name": {"person_id": _MOVES},
    "history_answer": {"person_id": _MOVES},
    "identifier": {"person_id": _MOVES},
    "key_card": {"person_id": _MOVES},
    "measurement": {"person_id": _MOVES},
    "phone": {"person_id": _MOVES},
    "planned_dose": {"person_id": _MOVES},
    "representation": {"person_id": _MOVES, "representative_id": _MOVES},
    "service_case": {"person_id": _MOVES},
    "staff_invitation": {"person_id": _MOVES},
    "staff_member": {"person_id": _MOVES},
    "yearly_confirmation": {"person_id": _MOVES},
    "access_request": {"person_id": _MOVES, "recipient_id": _MOVES},
    "account_reset": {"person_id": _MOVES},
    "appointment": {"person_id": _MOVES},
    "consent": {"person_id": _MOVES, "granted_by_person_id": _MOVES},
    "counter_naming": {"person_id": _MOVES, "representative_id": _MOVES},
    "death_record": {"person_id": _MOVES},
    "desk_code": {"person_id": _MOVES},
    "dose_report": {"person_id": _MOVES},
    "emergency_opening": {"person_id": _MOVES},
    "kept_visit": {"person_id": _MOVES},
    "lab_result": {"person_id": _MOVES},
    "membership": {"person_id": _MOVES},
    "slip_batch": {"person_id": _MOVES},
    "slip_line": {"person_id": _MOVES},
    "staff_block": {"person_id": _MOVES},
    "written_entry": {"person_id": _MOVES},
    "fee_charge": {"person_id": _MOVES},
    "fee_exemption": {"person_id": _MOVES},
    "fee_order": {"by_person": _MOVES},
    # These tell of the two entries as they were.
    "different_people": {"one_id": _STAYS, "other_id": _STAYS},
    "person_merge": {"kept_id": _STAYS, "merged_id": _STAYS},
}

_LEFT_BEHIND = Excluded(stays=True)
_OLD_VERSION = Excluded(values={"replaced_at": When.NOW})
_ENDED = Excluded(values={"ended_at": When.NOW, "ended_as": "station"})
EXCLUDED: Mapping[str, Excluded] = {
    # One entry, one way in: the kept one's. The other is closed, and so are its browsers.
    "uq_account_person_id": Excluded(stays=True, values={"suspended_at": When.NOW}),
    "uq_administrative_current": _OLD_VERSION,
    "uq_death_record_standing": _LEFT_BEHIND,
    "uq_dose_current": _OLD_VERSION,
    # What one person is asked for a year; charges.py says what becomes of the other's.
    "uq_fee_charge_person_id_year": _LEFT_BEHIND,
    "uq_family_tie_one_representative": Excluded(values={"represents": False}),
    "uq_family_tie_person_id_kind": _LEFT_BEHIND,
    "uq_history_answer_current": _OLD_VERSION,
    "uq_measurement_current": _OLD_VERSION,
    "uq_membership_current": Excluded(values={"left_on": When.TODAY}),
    "uq_phone_person_id_number_index": _LEFT_BEHIND,
    "uq_planned_dose": _LEFT_BEHIND,
    "uq_representation_of_a_minor": _ENDED,
    "uq_representation_pair": _ENDED,
    "uq_staff_block_standing": _LEFT_BEHIND,
    # Both are refused before anything is asked for (refusals.py).
    "uq_account_reset_running": _LEFT_BEHIND,
    "uq_staff_member_person_id": _LEFT_BEHIND,
    "uq_slip_line_batch_id_person_id": _LEFT_BEHIND,
}
# No rule of the database, but of paper: a new card replaces the one before.
ONE_CARD = "key_card"

# A representation a merge has ended is not begun again where one of the kept entry has
# ended since: somebody may have meant both.
REVIVED_WITH_CARE = "representation"
