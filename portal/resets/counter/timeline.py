"""The steps of a reset as the desk reads them: who, when, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.resets.colleagues import Names
from portal.resets.models import ContestWay, Proof
from portal.resets.queries import Reset
from portal.resets.states import State

_BEFORE_TWO = (State.WAITS_FOR_VOUCHER, State.ASKED)
_ENDED_EARLY = (State.REFUSED, State.WITHDRAWN, State.LAPSED, State.CANCELLED)
_STOPPED = (State.FROZEN, State.SETTLING, State.CONFIRMED, State.REVERSED)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One step; `state` is how the timeline draws it."""

    state: str
    title: str
    says: tuple[str, ...] = ()


def planned(asker: str) -> list[Stop]:
    """Return the steps that follow while nothing is asked yet."""
    return [
        Stop(state="due", title=_("%(name)s takes the request", name=asker)),
        _second_to_come("not_yet"),
        _telling("not_yet"),
        _printing("not_yet"),
    ]


def stops(reset: Reset, names: Names) -> list[Stop]:
    """Return the steps of a reset, taken and to come."""
    state = reset.state_at(clock.now())
    asked = _("%(name)s took the request", name=names.of(reset.requested_by))
    return [
        Stop(state="done", title=asked, says=(_moment(reset.requested_at),)),
        *_vouching(reset, state, names),
        *_deciding(reset, state, names),
        *_using(reset, state),
        *_settling(reset, state, names),
    ]


def _moment(at: datetime) -> str:
    return formats.moment(at, language=current_language())


def _vouching(reset: Reset, state: State, names: Names) -> Iterator[Stop]:
    if reset.proof is not Proof.VOUCHED:
        return
    name = names.of(reset.voucher_id)
    if reset.vouched_at is not None:
        title = _("%(name)s vouched for the person", name=name)
        yield Stop(state="done", title=title, says=(_moment(reset.vouched_at),))
    elif state is State.WAITS_FOR_VOUCHER:
        says = _("On a sign-in of their own, under “Vouch for somebody”")
        title = _("%(name)s is to vouch for the person", name=name)
        yield Stop(state="waits", title=title, says=(says,))


def _deciding(reset: Reset, state: State, names: Names) -> Iterator[Stop]:
    if reset.decided_by is not None and reset.decided_at is not None:
        yield _decision(reset, names)
    elif state in _BEFORE_TWO:
        yield _second_to_come("waits" if state is State.ASKED else "not_yet")
        yield _telling("not_yet", in_person=reset.proof.in_person)
        yield _printing("not_yet")
    if state in _ENDED_EARLY and reset.decided_by is None:
        yield _early_end(reset, state)


def _decision(reset: Reset, names: Names) -> Stop:
    name, at = names.of(reset.decided_by), _moment(reset.decided_at or reset.requested_at)
    if reset.refusal is not None:
        title = _("%(name)s refused it", name=name)
        return Stop(state="cannot", title=title, says=(at, reset.refusal.label))
    title = _("%(name)s allowed it", name=name)
    ground = (reset.ground.label,) if reset.ground else ()
    return Stop(state="done", title=title, says=(at, *ground))


def _early_end(reset: Reset, state: State) -> Stop:
    at = (_moment(reset.ended_at),) if reset.ended_at else ()
    why = (reset.refusal.label,) if reset.refusal else ()
    return Stop(state="cannot", title=state.label, says=(*at, *why))


def _using(reset: Reset, state: State) -> Iterator[Stop]:
    if reset.decided_by is None or reset.refusal is not None:
        return
    yield _telling("done", in_person=reset.proof.in_person)
    if reset.used_at is not None:
        says = [_moment(reset.used_at)]
        if reset.held_until is not None:
            until = _moment(reset.held_until)
            says.append(_("Allowing, representing and saving wait until %(until)s", until=until))
        yield Stop(state="done", title=State.USED.label, says=tuple(says))
    elif state is State.ALLOWED:
        until = _("Good until %(until)s", until=_moment(reset.expires_at))
        yield _printing("waits", until)
    elif state in _ENDED_EARLY:
        yield _early_end(reset, state)


def _settling(reset: Reset, state: State, names: Names) -> Iterator[Stop]:
    if state not in _STOPPED or reset.contested_at is None:
        return
    yield Stop(
        state="cannot",
        title=_("Stopped: the person says they did not ask for it"),
        says=(_moment(reset.contested_at), _how(reset, names)),
    )
    if reset.proposed is not None:
        title = _("%(name)s proposes", name=names.of(reset.proposed_by))
        found = (reset.finding.label,) if reset.finding else ()
        yield Stop(state="done", title=title, says=(reset.proposed.label, *found))
    if state in (State.FROZEN, State.SETTLING):
        says = _("Two who took no part settle it. Until then nobody signs in")
        yield Stop(state="waits", title=State.SETTLING.label, says=(says,))
    elif reset.ended_at is not None:
        title = _("%(name)s agreed", name=names.of(reset.settled_by))
        yield Stop(state="done", title=title, says=(_moment(reset.ended_at), state.label))


def _how(reset: Reset, names: Names) -> str:
    if reset.contested_how is ContestWay.STATION:
        return _("told at the station, to %(name)s", name=names.of(reset.contested_by))
    if reset.contested_how is ContestWay.SMS:
        return _("by answering the message")
    return _("with the code of the message")


def _second_to_come(state: str) -> Stop:
    says = _("Another account, another computer. Nobody decides for themselves or their family.")
    return Stop(state=state, title=_("A second person decides"), says=(says,))


def _telling(state: str, *, in_person: bool = True) -> Stop:
    says = _(
        "They can stop it. The new phone sees at once; allowing, representing and saving wait"
        " 24 hours."
    )
    if not in_person:
        says = _(
            "They can stop it. The new phone sees at once; allowing, representing and saving"
            " wait 72 hours."
        )
    return Stop(state=state, title=_("The old number and trusted people are told"), says=(says,))


def _printing(state: str, *more: str) -> Stop:
    says = _("For one use. The person sets a new personal code alone.")
    return Stop(state=state, title=_("Print the slip that opens the account"), says=(says, *more))
