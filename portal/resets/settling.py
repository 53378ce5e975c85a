"""Settling a reset that was stopped: one proposes, another agrees, then the account opens."""

from collections.abc import Mapping

import sqlalchemy as sa

from portal.audit.events import Event
from portal.cases import moving as cases
from portal.cases import queries as case_queries
from portal.cases.models import CaseState
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.representation import hands
from portal.resets import lines, putting_back, rules, undoing
from portal.resets.colleagues import free_to_settle, took_part
from portal.resets.kinds import Finding, Outcome
from portal.resets.models import AccountReset
from portal.resets.moving import move
from portal.resets.queries import Reset
from portal.resets.rules import Hindrance
from portal.resets.states import Move, State
from portal.resets.undoing import Ended
from portal.staff.signed_in import SignedInStaff

_MOVE = {Outcome.CONFIRM: Move.CONFIRM, Outcome.REVERSE: Move.REVERSE}
ANSWERS: Mapping[Outcome, str] = {
    Outcome.CONFIRM: _l(
        "Two members of staff made sure that you had asked for it. The account is open again"
    ),
    Outcome.REVERSE: _l(
        "Two members of staff made sure that you had not asked for it. The phone on file before"
        " is back, and every other one was signed out"
    ),
}


def hinders_proposing(reset: Reset, by: SignedInStaff) -> Hindrance | None:
    """Return why this member cannot propose; None when they may."""
    return rules.hinders_proposing(
        by.staff_id,
        took_part=took_part(reset),
        free=free_to_settle(reset),
        is_close=hands.is_near(by, reset.person_id),
    )


def hinders_agreeing(reset: Reset, by: SignedInStaff) -> Hindrance | None:
    """Return why this member cannot have the second word; None when they may."""
    proposer = reset.proposed_by
    return rules.hinders_agreeing(
        by.staff_id,
        requested_by=reset.requested_by,
        proposed_by=proposer,
        took_part=took_part(reset),
        free=free_to_settle(reset),
        is_close=hands.is_near(by, reset.person_id),
        is_one_hand=_is_one_hand(reset, by),
        proposer_left=proposer is not None and not hands.still_works(proposer),
    )


def _is_one_hand(reset: Reset, by: SignedInStaff) -> bool:
    others = (reset.requested_by, reset.proposed_by)
    return any(one is not None and hands.from_one_hand(by.staff_id, one) for one in others)


def hindrance_of(reset: Reset, by: SignedInStaff) -> Hindrance | None:
    """Return why the next step of a stopped reset is not this member's; None when it is."""
    if reset.state is State.SETTLING:
        return hinders_agreeing(reset, by)
    return hinders_proposing(reset, by)


def propose(reset: Reset, outcome: Outcome, finding: Finding, *, by: SignedInStaff) -> None:
    """Propose how a stopped reset ends; raise RuleBroken."""
    if hindrance := hinders_proposing(reset, by):
        raise RuleBroken(hindrance.sentence, "outcome")
    moved = move(
        reset.id,
        Move.PROPOSE,
        AccountReset.commune == by.commune,
        proposed=outcome,
        proposed_by=by.staff_id,
        finding=finding,
    )
    _moved(moved)
    lines.record(Event.CASE_MOVED, reset.id, reset.person_id, by)


def disagree(reset: Reset, *, by: SignedInStaff) -> None:
    """Send a proposal back; the account stays shut."""
    _check(rules.hinders_refusing(hinders_agreeing(reset, by)))
    moved = move(
        reset.id,
        Move.DISAGREE,
        *_second(by),
        proposed=None,
        proposed_by=None,
        finding=None,
    )
    _moved(moved)
    lines.record(Event.CASE_MOVED, reset.id, reset.person_id, by, permitted=False)


def agree(reset: Reset, *, by: SignedInStaff) -> Ended:
    """Settle a reset as it was proposed, and open the account; return what ended with it.

    Raise RuleBroken.
    """
    _check(hinders_agreeing(reset, by))
    if reset.proposed is None:
        raise RuleBroken(_("Nothing is proposed yet"), "answer")
    moved = move(
        reset.id,
        _MOVE[reset.proposed],
        *_second(by),
        AccountReset.proposed == reset.proposed,
        settled_by=by.staff_id,
        ended_at=clock.now(),
        slip_mac=None,
    )
    _moved(moved)
    ended = _carry_out(reset, reset.proposed, by)
    putting_back.open_again(reset)
    lines.record(Event.RESET_SETTLED, reset.id, reset.person_id, by)
    _close_case(reset, (str(ANSWERS[reset.proposed]), ended.sentence), by)
    return ended


def _carry_out(reset: Reset, outcome: Outcome, by: SignedInStaff) -> Ended:
    if outcome is Outcome.CONFIRM:
        putting_back.keep(reset)
        return Ended()
    putting_back.put_back(reset)
    return undoing.end_what_it_gave(reset, by=by.actor)


def _check(hindrance: Hindrance | None) -> None:
    if hindrance:
        raise RuleBroken(hindrance.sentence, "answer")


def _second(by: SignedInStaff) -> tuple[sa.ColumnElement[bool], ...]:
    """Say in the update itself that this is a second person, and not who asked for the reset."""
    return (
        AccountReset.commune == by.commune,
        AccountReset.proposed_by != by.staff_id,
        AccountReset.requested_by != by.staff_id,
    )


def _close_case(reset: Reset, says: tuple[str, ...], by: SignedInStaff) -> None:
    """Answer the case the stop has opened; the resident is told by SMS."""
    case = case_queries.case(reset.case_id) if reset.case_id else None
    if case is not None and case.state is not CaseState.ANSWERED:
        text = ". ".join(filter(None, says))
        cases.answer(case, text, accused=frozenset(), by=by)


def _moved(moved: bool) -> None:
    if not moved:
        raise RuleBroken(_("This request has moved on. Look at it again"))
