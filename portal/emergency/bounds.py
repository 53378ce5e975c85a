"""How often one member of staff may open without asking: an emergency is rare."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.emergency import rules
from portal.emergency.models import EmergencyOpening
from portal.kernel.db import Moment, reads
from portal.kernel.i18n import gettext as _

_OF_PERSON = sa.case((EmergencyOpening.person_id == sa.bindparam("person_id"), 1))
_LATELY = sa.select(
    sa.func.count().label("all"), sa.func.count(_OF_PERSON).label("of_person")
).where(
    EmergencyOpening.staff_id == sa.bindparam("staff_id"),
    EmergencyOpening.opened_at > sa.bindparam("since", type_=Moment),
)


def reached(person_id: UUID, staff_id: UUID, now: datetime) -> str | None:
    """Return the sentence of the bound that one more opening would break, None within them."""
    values = {"person_id": person_id, "staff_id": staff_id, "since": now - rules.DAY}
    lately = reads().execute(_LATELY, values).one()._mapping
    if lately["of_person"] >= rules.MOST_A_DAY_OF_ONE:
        return _("This record was opened twice today; ask a colleague")
    if lately["all"] >= rules.MOST_A_DAY:
        return _("Too many emergency openings today; ask a colleague")
    return None
