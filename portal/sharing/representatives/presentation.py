"""Representations in words, for either side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from portal.access.policy import Scope
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.address import avatar
from portal.representation.lines import RepresentationLine, Side
from portal.representation.models import EndedAs
from portal.representation.rules import State, Term, end_of_term, may_end
from portal.sharing import words
from portal.sharing.representatives.forms import SCOPE_LABELS

_ENDED = {
    State.RAN_OUT: _l("Ran out"),
    State.OF_AGE: _l("Over since the 18th birthday"),
    State.ENDED_BY_PERSON: _l("Stopped by the owner of the record"),
    State.ENDED_BY_REPRESENTATIVE: _l("Given back by the representative"),
    State.ENDED_BY_STATION: _l("Ended by the station"),
}


_HINTS = {
    Scope.SEE: _l("All but the private parts and what is kept from the household"),
    Scope.CONSENT: _l("Answers requests, allows and stops"),
    Scope.PAY: _l("Opens no part of the record"),
}


@dataclass(frozen=True, kw_only=True)
class RepresentationCard:
    """One representation: the other side, the ground, what it allows, until when."""

    id: str
    who: str
    avatar: str
    kind: str
    may: str
    until: str
    days_left: str
    state: str
    stop_url: str


@dataclass(frozen=True, kw_only=True)
class Cards:
    """Those in force, and those that are over."""

    now: Sequence[RepresentationCard]
    over: Sequence[RepresentationCard]


def of_record(lines: Iterable[RepresentationLine], *, may_stop: bool) -> Cards:
    """Show who acts for a record; stopping stands where the owner of the record may."""
    return _cards(
        (
            line,
            line.representative,
            url_for("representatives.stop", person_id=line.person.id, representation_id=line.id)
            if may_stop and may_end(line.kind, EndedAs.REPRESENTED)
            else "",
        )
        for line in lines
    )


def of_representative(lines: Iterable[RepresentationLine]) -> Cards:
    """Show for whom the reader acts; they may give any of it back."""
    return _cards(
        (line, line.person, url_for("representatives.give_back", representation_id=line.id))
        for line in lines
    )


def _cards(rows: Iterable[tuple[RepresentationLine, Side, str]]) -> Cards:
    now = clock.now()
    current: list[RepresentationCard] = []
    over: list[RepresentationCard] = []
    for line, other, stop_url in rows:
        holds = line.state(now) is State.HOLDS
        (current if holds else over).append(_card(line, other, stop_url if holds else "", now))
    return Cards(now=current, over=over)


def _card(
    line: RepresentationLine, other: Side, stop_url: str, now: datetime
) -> RepresentationCard:
    state = line.state(now)
    return RepresentationCard(
        id=f"representation-{line.id}",
        who=other.full_name,
        avatar=avatar(other.born, other.sex, clock.today()).value,
        kind=line.kind.label,
        may=may(scopes_of(line)),
        until=words.first_letter_up(words.end_in_full(line.ends_at))
        if line.ends_at
        else _("Until the 18th birthday"),
        days_left=words.days_left(line.ends_at) if line.ends_at and state is State.HOLDS else "",
        state=str(_ENDED.get(state, "")),
        stop_url=stop_url,
    )


def scopes_of(line: RepresentationLine) -> list[Scope]:
    given = {Scope.SEE: line.sees, Scope.CONSENT: line.consents, Scope.PAY: line.pays}
    return [scope for scope, is_given in given.items() if is_given]


def may(scopes: Iterable[Scope]) -> str:
    """Name what is allowed in one line: the first with a capital, the others without."""
    labels = [str(SCOPE_LABELS[scope]) for scope in scopes]
    return "; ".join(labels[:1] + [label[:1].lower() + label[1:] for label in labels[1:]])


@dataclass(frozen=True, kw_only=True)
class ScopeChoice:
    """One box to tick."""

    value: str
    label: str
    hint: str


def scope_choices() -> list[ScopeChoice]:
    return [
        ScopeChoice(value=scope.value, label=str(SCOPE_LABELS[scope]), hint=str(_HINTS[scope]))
        for scope in Scope
    ]


def end_of(term: Term) -> str:
    """Write out when a delegation given now ends."""
    until = end_of_term(term.months, clock.now())
    return words.first_letter_up(words.end_in_full(until))
