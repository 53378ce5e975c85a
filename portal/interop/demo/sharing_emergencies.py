"""Two emergency openings: one that nobody has reviewed in time, and one that was justified."""

from datetime import datetime, timedelta
from uuid import UUID

from portal.access.policy import Permission
from portal.emergency import queries, services
from portal.emergency.models import Reason, Verdict
from portal.emergency.services import NewOpening
from portal.interop.demo import sharing_acts
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.sharing_cast import Cast
from portal.interop.demo.sharing_clock import happened_at
from portal.oversight import reviewing
from portal.oversight.forms import Judgement
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff


def tell(cast: Cast, days: Calendar) -> None:
    """Let both have happened, the reviewed one first."""
    _an_old_man_who_could_not_speak(cast, days)
    _a_grandmother_who_had_fainted(cast, days)


def _an_old_man_who_could_not_speak(cast: Cast, days: Calendar) -> None:
    new = NewOpening(
        person_id=cast.tua.id,
        reason=Reason.CANNOT_SPEAK,
        explanation="Khó thở nặng, đi một mình, cần biết thuốc đang dùng",
    )
    opening_id = _opened(new, cast.staff["thom"], days.morning(days.ago(days=9), 5, 50))
    with happened_at(days.morning(days.ago(days=8), 9, 15)):
        opening = queries.opening(opening_id)
        assert opening is not None
        judgement = Judgement(verdict=Verdict.JUSTIFIED, note="Đúng quy định, có phiếu cấp cứu.")
        reviewing.judge(opening, judgement, by=cast.staff["dung"].acting(Role.STATION_HEAD))


def _a_grandmother_who_had_fainted(cast: Cast, days: Calendar) -> None:
    new = NewOpening(
        person_id=cast.men.id,
        reason=Reason.UNCONSCIOUS,
        explanation="Người nhà chưa tới, cần biết thuốc đang dùng và dị ứng",
    )
    _opened(new, cast.staff["ha"], days.morning(days.ago(days=4), 22, 15))


def _opened(new: NewOpening, staff: SignedInStaff, at: datetime) -> UUID:
    """Open a record, read the card, and close it after twenty minutes."""
    with happened_at(at):
        services.check(new, by=staff)
        opening_id = services.open_record(new, by=staff)
    with happened_at(at + timedelta(minutes=1)):
        sharing_acts.look(staff, new.person_id, Permission.SEE_EMERGENCY_CARD)
    with happened_at(at + timedelta(minutes=20)):
        services.close(opening_id, by=staff)
    return opening_id
