"""How far a clinician is with each person found: not asked, waiting, open, or refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal.consents import request_queries
from portal.consents.models import Consent
from portal.consents.queries import blocked, codes_merged_into, live, own_yes
from portal.consents.request_models import Answer
from portal.emergency import queries as emergencies
from portal.finding.queries import MOST_FOUND
from portal.kernel.db import Moment, reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.staff.signed_in import SignedInStaff

REMEMBERED = timedelta(days=1)


class State(StrEnum):
    """The access of one clinician to one person."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    OPEN = "open"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return str(_WORDS[self][0])

    @property
    def tone(self) -> str:
        return _WORDS[self][1]

    @property
    def icon(self) -> str:
        return _WORDS[self][2]


_WORDS = {
    State.NOT_ASKED: (_l("No request yet"), "warn", "clock"),
    State.WAITING: (_l("Waiting for an answer"), "info", "clock"),
    State.OPEN: (_l("May be viewed"), "ok", "check"),
    State.REFUSED: (_l("Refused"), "cannot", "cross"),
}
_STAFF: sa.BindParameter[Any] = sa.bindparam("staff_id")
_OPEN = (
    sa.select(Consent.person_id)
    .distinct()
    .where(
        Consent.person_id.in_(sa.bindparam("person_ids", expanding=True)),
        sa.or_(
            Consent.staff_id == _STAFF,
            Consent.facility_code.in_(codes_merged_into(sa.bindparam("facility_code"))),
        ),
        live(sa.bindparam("now", type_=Moment)),
        ~blocked(Consent.person_id, _STAFF),
        ~own_yes(_STAFF),
    )
    .limit(MOST_FOUND)
)


def states_of(
    person_ids: Sequence[UUID], staff: SignedInStaff, now: datetime
) -> Mapping[UUID, State]:
    """Return the state of each person; a silence past its time is no state at all."""
    if not person_ids:
        return {}
    found = dict.fromkeys(person_ids, State.NOT_ASKED)
    for line in reversed(request_queries.asked_by(staff.staff_id, now - REMEMBERED)):
        if line.person_id in found:
            found[line.person_id] = _of_answer(line.answer, line.is_waiting(now))
    values = {
        "person_ids": list(person_ids),
        "staff_id": staff.staff_id,
        "facility_code": staff.facility_code,
        "now": now,
    }
    for person_id in reads().execute(_OPEN, values).scalars():
        found[person_id] = State.OPEN
    for opening in emergencies.running_of_staff(staff.staff_id, now):
        if opening.person_id in found:
            found[opening.person_id] = State.OPEN
    return found


def _of_answer(answer: Answer | None, waits: bool) -> State:
    if waits:
        return State.WAITING
    return State.REFUSED if answer is Answer.REFUSED else State.NOT_ASKED
