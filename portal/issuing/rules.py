"""Who may be given a slip, and how long things wait; pure decisions."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal.issuing.models import BatchScope
from portal.issuing.states import AccountState, HowFar, WhyNone
from portal.kernel.i18n import lazy_gettext as _l

WAITS_FOR_DECISION = timedelta(days=3)
SLIPS_A_PART = 50
# A page that cannot be set is tried so often, two minutes apart; then the batch is over.
TRIES_A_PART = 5


class WhyNoSlip(StrEnum):
    """Why somebody gets no slip."""

    DEAD = "dead"
    NO_NUMBER = "no_number"
    TOO_YOUNG = "too_young"
    LOCKED = "locked"
    HELD = "held"
    IN_USE = "in_use"
    CLOSE = "close"

    @property
    def label(self) -> str:
        return str(WHY_NO_SLIP[self])


WHY_NO_SLIP = {
    WhyNoSlip.DEAD: _l("has died"),
    WhyNoSlip.NO_NUMBER: _l("no personal ID number yet"),
    WhyNoSlip.TOO_YOUNG: _l("under 14"),
    WhyNoSlip.LOCKED: _l("the account is locked"),
    WhyNoSlip.HELD: _l("the account is on hold after a change at the station"),
    WhyNoSlip.IN_USE: _l("the account is in use"),
    WhyNoSlip.CLOSE: _l("related to who asked or allowed"),
}
_NONE = {
    WhyNone.DEAD: WhyNoSlip.DEAD,
    WhyNone.NO_NUMBER: WhyNoSlip.NO_NUMBER,
    WhyNone.TOO_YOUNG: WhyNoSlip.TOO_YOUNG,
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides about a slip for one person."""

    how_far: HowFar
    has_number: bool
    is_dead: bool
    is_held: bool
    is_close: bool


def carries_code(scope: BatchScope, *, has_mobile: bool) -> bool:
    """Say whether a code is printed on a slip.

    Whose mobile is on file gets codes there, and a slip that says so: nothing is printed that
    could be used in their place. Only who is asked for by name, having come without that phone,
    gets a code all the same; the phone is told, and what the code opens can only be looked at
    for a day.
    """
    return scope is BatchScope.PERSON or not has_mobile


def why_no_slip(scope: BatchScope, person: Standing) -> WhyNoSlip | None:
    """Say what stands against a slip; None when nothing does.

    Whoever uses their account already gets one only when asked for by name: they came
    without their phone. A locked account or one being reissued is opened by no slip.
    """
    state = person.how_far.state
    if person.is_dead:
        return WhyNoSlip.DEAD
    if person.how_far.why is not None:
        return _NONE[person.how_far.why]
    if state is AccountState.LOCKED:
        return WhyNoSlip.LOCKED
    if person.is_held:
        return WhyNoSlip.HELD
    if not person.has_number:
        return WhyNoSlip.NO_NUMBER
    if person.is_close:
        return WhyNoSlip.CLOSE
    if state is AccountState.ACTIVE and scope is not BatchScope.PERSON:
        return WhyNoSlip.IN_USE
    return None
