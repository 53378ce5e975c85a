"""Who may do what in a reset: pure rules, each with made-up facts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from portal.resets import rules
from portal.resets.rules import Flag, Hindrance, Signs, Stands
from portal.resets.states import MOVES, RUNNING, Move, State, sources

ANNA, BEN, CHI, DAO = uuid4(), uuid4(), uuid4(), uuid4()
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
PLAIN = Signs(
    asked_at=NOON,
    after_hours=False,
    people_on_number=1,
    others_with_number=0,
    resets_before=0,
    card_matched=True,
    in_person=True,
    last_used=None,
)


def test_somebody_else_of_the_desk_may_decide() -> None:
    assert rules.hinders_deciding(Stands()) is None


@pytest.mark.parametrize(
    ("stands", "hindrance"),
    [
        (Stands(asked=True), Hindrance.ASKED),
        (Stands(vouched=True), Hindrance.VOUCHED),
        (Stands(is_close=True), Hindrance.CLOSE),
        (Stands(is_one_hand=True), Hindrance.ONE_HAND),
        (Stands(asker_left=True), Hindrance.ASKER_LEFT),
        (Stands(has_number=True), Hindrance.OWN_NUMBER),
        (Stands(done_lately=10), Hindrance.TOO_MANY),
    ],
)
def test_each_of_these_keeps_somebody_from_deciding(stands: Stands, hindrance: Hindrance) -> None:
    assert rules.hinders_deciding(stands) is hindrance
    assert hindrance.sentence


def test_vouching_is_scarcer_than_deciding() -> None:
    assert rules.hinders_vouching(Stands(done_lately=4)) is None
    assert rules.hinders_vouching(Stands(done_lately=5)) is Hindrance.TOO_MANY
    assert rules.hinders_deciding(Stands(done_lately=9)) is None


def test_nobody_ever_settles_alone_or_what_they_asked_for() -> None:
    everybody = (ANNA, BEN, CHI, DAO)
    for settler, proposer, free in product(everybody, everybody, ({DAO}, {CHI, DAO}, set())):
        allowed = rules.hinders_agreeing(
            settler,
            requested_by=ANNA,
            proposed_by=proposer,
            took_part={ANNA, BEN},
            free=free,
            is_close=False,
        )
        if settler in (ANNA, proposer):
            assert allowed is not None


def test_while_two_others_are_there_who_took_part_stays_out() -> None:
    part, free = {ANNA, BEN}, {CHI, DAO}

    assert rules.hinders_proposing(BEN, took_part=part, free=free, is_close=False) is (
        Hindrance.TOOK_PART
    )
    assert rules.hinders_proposing(CHI, took_part=part, free=free, is_close=False) is None
    assert _agreeing(BEN, proposer=CHI, free=free) is Hindrance.TOOK_PART
    assert _agreeing(DAO, proposer=CHI, free=free) is None


def test_in_a_small_station_the_one_who_allowed_may_help() -> None:
    assert _agreeing(BEN, proposer=CHI, free={CHI}) is None
    assert _agreeing(ANNA, proposer=CHI, free={CHI}) is Hindrance.TOOK_PART
    assert rules.hinders_proposing(BEN, took_part={ANNA, BEN}, free={CHI}, is_close=False) is None


def _agreeing(settler: UUID, *, proposer: UUID, free: set[UUID]) -> Hindrance | None:
    return rules.hinders_agreeing(
        settler,
        requested_by=ANNA,
        proposed_by=proposer,
        took_part={ANNA, BEN},
        free=free,
        is_close=False,
    )


def test_kin_settle_nothing() -> None:
    assert rules.hinders_proposing(CHI, took_part=set(), free=set(), is_close=True) is (
        Hindrance.CLOSE
    )


def test_a_plain_reset_raises_no_flag() -> None:
    assert rules.flags(PLAIN) == ()


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"after_hours": True}, Flag.AFTER_HOURS),
        ({"people_on_number": 4}, Flag.SHARED_NUMBER),
        ({"others_with_number": 1}, Flag.NUMBER_AGAIN),
        ({"resets_before": 1}, Flag.SECOND_THIS_MONTH),
        ({"card_matched": False}, Flag.NOTHING_TO_COMPARE),
        ({"in_person": False}, Flag.NOT_IN_PERSON),
        ({"last_used": NOON - timedelta(hours=3)}, Flag.IN_USE),
    ],
)
def test_each_sign_raises_its_own_flag(changed: dict[str, object], flag: Flag) -> None:
    signs = replace(PLAIN, **changed)  # type: ignore[arg-type]  # made-up signs

    assert rules.flags(signs) == (flag,)
    assert flag.label


def test_a_family_phone_is_no_sign() -> None:
    signs = replace(PLAIN, people_on_number=3)

    assert rules.flags(signs) == ()


def test_every_move_ends_in_one_state_and_no_end_moves_on() -> None:
    for made in Move:
        assert len({end for (_start, move), end in MOVES.items() if move is made}) == 1, made
    ends = set(State) - {start for start, _move in MOVES}
    assert ends == {
        State.REFUSED,
        State.WITHDRAWN,
        State.LAPSED,
        State.CANCELLED,
        State.CONFIRMED,
        State.REVERSED,
    }
    assert not ends & set(RUNNING)


def test_nothing_is_used_that_was_not_allowed() -> None:
    assert sources(Move.USE) == (State.ALLOWED,)
    assert sources(Move.ALLOW) == (State.ASKED,)
    assert {MOVES[(state, Move.CONTEST)] for state in sources(Move.CONTEST)} == {State.FROZEN}
