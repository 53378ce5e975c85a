"""Who may ask for, vouch for, decide and settle a reset, and what makes one stand out: pure.

A reset hands an account to another phone, so it is never the work of one person, nor of
anybody close to its owner; each may do few of them in a day.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.i18n import lazy_gettext as _l

ASKED_A_DAY = 10
DECIDED_A_DAY = 10
VOUCHED_A_WEEK = 5
CARD_TRIES_A_DAY = 5
ANSWER_TRIES_A_DAY = 2
MONTH = timedelta(days=30)
PEOPLE_ON_ONE_NUMBER = 3


class Hindrance(StrEnum):
    """Why this member of staff cannot do it, and somebody else must."""

    ASKED = "asked"
    VOUCHED = "vouched"
    CLOSE = "close"
    ONE_HAND = "one_hand"
    ASKER_LEFT = "asker_left"
    OWN_NUMBER = "own_number"
    TOO_MANY = "too_many"
    TOOK_PART = "took_part"
    PROPOSED = "proposed"
    PROPOSER_LEFT = "proposer_left"

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self])


SENTENCES = {
    Hindrance.ASKED: _l("You asked for this yourself. Somebody else decides"),
    Hindrance.VOUCHED: _l("You vouched for this person. Somebody else decides"),
    Hindrance.CLOSE: _l(
        "This is you, your household or a relative, or one of you acts for the other. Somebody"
        " else does it"
    ),
    Hindrance.ONE_HAND: _l(
        "One of you two opened the account of the other, less than 90 days ago. Somebody else"
        " does it"
    ),
    Hindrance.ASKER_LEFT: _l(
        "Who asked for this does not work here any more. It can only be turned down"
    ),
    Hindrance.OWN_NUMBER: _l("This number is on file with staff who take part. Use another one"),
    Hindrance.TOO_MANY: _l("You have done as many as one person may for now. Ask a colleague"),
    Hindrance.TOOK_PART: _l("You took part in this reset. Somebody else settles it"),
    Hindrance.PROPOSED: _l("You proposed this yourself. Somebody else has the second word"),
    Hindrance.PROPOSER_LEFT: _l(
        "Who proposed this does not work here any more. It can only be sent back"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Stands:
    """How a member of staff stands to a reset and to whom it is for."""

    asked: bool = False
    vouched: bool = False
    is_close: bool = False
    is_one_hand: bool = False
    asker_left: bool = False
    has_number: bool = False
    done_lately: int = 0


def hinders_asking(stands: Stands) -> Hindrance | None:
    """Return why this member cannot ask for a reset; None when they may."""
    return _first(stands, ASKED_A_DAY)


def hinders_vouching(stands: Stands) -> Hindrance | None:
    """Return why this member cannot vouch; None when they may."""
    return _first(stands, VOUCHED_A_WEEK)


def hinders_deciding(stands: Stands) -> Hindrance | None:
    """Return why this member cannot be the second person; None when they may."""
    return _first(stands, DECIDED_A_DAY)


def _first(stands: Stands, most: int) -> Hindrance | None:
    hindrances = (
        (stands.asked, Hindrance.ASKED),
        (stands.vouched, Hindrance.VOUCHED),
        (stands.is_close, Hindrance.CLOSE),
        (stands.is_one_hand, Hindrance.ONE_HAND),
        (stands.has_number, Hindrance.OWN_NUMBER),
        (stands.done_lately >= most, Hindrance.TOO_MANY),
        (stands.asker_left, Hindrance.ASKER_LEFT),
    )
    return next((hindrance for holds, hindrance in hindrances if holds), None)


def hinders_proposing(
    staff_id: UUID, *, took_part: Set[UUID], free: Set[UUID], is_close: bool
) -> Hindrance | None:
    """Return why this member cannot propose how a stopped reset is settled.

    `free` are those at the desk who took no part and are not close. While two of them are
    there, nobody who took part settles it; in a small station one who took part must help.
    """
    if is_close:
        return Hindrance.CLOSE
    return Hindrance.TOOK_PART if staff_id in took_part and len(free) >= 2 else None


def hinders_agreeing(
    staff_id: UUID,
    *,
    requested_by: UUID,
    proposed_by: UUID | None,
    took_part: Set[UUID],
    free: Set[UUID],
    is_close: bool,
    is_one_hand: bool = False,
    proposer_left: bool = False,
) -> Hindrance | None:
    """Return why this member cannot have the second word; who asked for the reset never has.

    `is_one_hand` says that they share one with who proposed, or with who asked.
    """
    if is_close:
        return Hindrance.CLOSE
    if staff_id == proposed_by:
        return Hindrance.PROPOSED
    if staff_id == requested_by or (staff_id in took_part and free - {proposed_by}):
        return Hindrance.TOOK_PART
    if is_one_hand:
        return Hindrance.ONE_HAND
    return Hindrance.PROPOSER_LEFT if proposer_left else None


# Nothing is gained by a no: it only sends the matter to others.
NO_BAR_TO_A_NO = frozenset({Hindrance.ONE_HAND, Hindrance.ASKER_LEFT, Hindrance.PROPOSER_LEFT})


def hinders_refusing(hindrance: Hindrance | None) -> Hindrance | None:
    """Return what of this keeps a member from saying no as well."""
    return None if hindrance in NO_BAR_TO_A_NO else hindrance


class Flag(StrEnum):
    """What the second person, and the auditor, should look at twice."""

    AFTER_HOURS = "after_hours"
    SHARED_NUMBER = "shared_number"
    NUMBER_AGAIN = "number_again"
    SECOND_THIS_MONTH = "second_this_month"
    NOTHING_TO_COMPARE = "nothing_to_compare"
    NOT_IN_PERSON = "not_in_person"
    IN_USE = "in_use"

    @property
    def label(self) -> str:
        return str(FLAG_LABELS[self])


FLAG_LABELS = {
    Flag.AFTER_HOURS: _l("Asked for outside the hours of the station"),
    Flag.SHARED_NUMBER: _l("The new number already serves more than three people"),
    Flag.NUMBER_AGAIN: _l("The new number was given for somebody else this month"),
    Flag.SECOND_THIS_MONTH: _l("Not the first reset of this account this month"),
    Flag.NOTHING_TO_COMPARE: _l("No day of issue is on file, nothing was compared"),
    Flag.NOT_IN_PERSON: _l("Nobody has seen the person"),
    Flag.IN_USE: _l("The account is in use today, so its owner may not know of this"),
}


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What is known about a reset besides what was typed."""

    asked_at: datetime
    after_hours: bool
    people_on_number: int
    others_with_number: int
    resets_before: int
    card_matched: bool | None
    in_person: bool
    last_used: datetime | None


def flags(signs: Signs) -> tuple[Flag, ...]:
    """Return what stands out."""
    used_on_the_day = signs.last_used is not None and (
        signs.asked_at - signs.last_used < timedelta(days=1)
    )
    found = (
        (not signs.in_person, Flag.NOT_IN_PERSON),
        (used_on_the_day, Flag.IN_USE),
        (signs.people_on_number > PEOPLE_ON_ONE_NUMBER, Flag.SHARED_NUMBER),
        (signs.others_with_number > 0, Flag.NUMBER_AGAIN),
        (signs.resets_before > 0, Flag.SECOND_THIS_MONTH),
        (signs.after_hours, Flag.AFTER_HOURS),
        (signs.card_matched is False, Flag.NOTHING_TO_COMPARE),
    )
    return tuple(flag for holds, flag in found if holds)
