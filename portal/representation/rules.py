"""Who may act for whom, how long, and who may end it: pure decisions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel.clock import local, start_of
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.partial_date import PartialDate, add_months, whole_months
from portal.representation.models import EndedAs, RepresentationKind

ADULT_MONTHS = 18 * 12
LONGEST_MONTHS = 12


class Term(StrEnum):
    """How many months a delegation lasts; none is chosen beforehand."""

    ONE = "1"
    THREE = "3"
    SIX = "6"
    TWELVE = "12"

    @property
    def months(self) -> int:
        return int(self.value)

    @property
    def label(self) -> str:
        return str(TERM_LABELS[self])


TERM_LABELS = {
    Term.ONE: _l("1 month"),
    Term.THREE: _l("3 months"),
    Term.SIX: _l("6 months"),
    Term.TWELVE: _l("12 months"),
}


class State(StrEnum):
    """Whether a representation holds, or why it no longer does."""

    HOLDS = "holds"
    RAN_OUT = "ran_out"
    OF_AGE = "of_age"
    ENDED_BY_PERSON = "ended_by_person"
    ENDED_BY_REPRESENTATIVE = "ended_by_representative"
    ENDED_BY_STATION = "ended_by_station"


_ENDED = {
    EndedAs.REPRESENTED: State.ENDED_BY_PERSON,
    EndedAs.REPRESENTATIVE: State.ENDED_BY_REPRESENTATIVE,
    EndedAs.STATION: State.ENDED_BY_STATION,
}


@dataclass(frozen=True, kw_only=True)
class Span:
    """What decides whether a representation holds."""

    kind: RepresentationKind
    person_born: PartialDate
    ends_at: datetime | None
    ended_at: datetime | None
    ended_as: EndedAs | None


def is_minor(born: PartialDate, today: date) -> bool:
    """Say whether somebody is surely under 18: the earliest possible birthday counts."""
    return whole_months(born.earliest, today) < ADULT_MONTHS


def is_adult(born: PartialDate, today: date) -> bool:
    """Say whether somebody is surely 18: the latest possible birthday counts."""
    return born.latest <= today and whole_months(born.latest, today) >= ADULT_MONTHS


def end_of_term(months: int, now: datetime) -> datetime:
    """Return when a delegation given now ends: at the end of a day, so many months away."""
    return end_of_day(add_months(local(now).date(), months) - timedelta(days=1))


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in Viet Nam, which is the first of the next."""
    return start_of(day + timedelta(days=1))


def state(span: Span, now: datetime) -> State:
    """Return how a representation stands at a moment.

    What ran out keeps that reason even when the row was closed later, to make room.
    """
    until = span.ended_at or now
    if span.ends_at is not None and span.ends_at <= until:
        return State.RAN_OUT
    if not _kind_fits(span, local(until).date()):
        return State.OF_AGE
    return _ENDED[span.ended_as] if span.ended_as else State.HOLDS


def _kind_fits(span: Span, day: date) -> bool:
    return span.kind is RepresentationKind.DELEGATE or is_minor(span.person_born, day)


def may_end(kind: RepresentationKind, ended_as: EndedAs) -> bool:
    """Say whether a side may end this by itself.

    A child is not left without anybody by their own word: a parent's or guardian's part
    ends by the representative or at the station (Law 15/2023/QH15, article 8).
    """
    return ended_as is not EndedAs.REPRESENTED or kind is RepresentationKind.DELEGATE


@dataclass(frozen=True, kw_only=True)
class Two:
    """The births of the two people, as far as they decide."""

    person_born: PartialDate
    representative_born: PartialDate


def check(kind: RepresentationKind, two: Two, ends_at: datetime | None, now: datetime) -> None:
    """Raise RuleBroken where the ages or the time do not allow a representation."""
    today = local(now).date()
    if not is_adult(two.representative_born, today):
        raise RuleBroken(_("Only an adult acts for others"), "representative")
    if kind is not RepresentationKind.DELEGATE:
        if not is_minor(two.person_born, today):
            raise RuleBroken(_("An adult names a representative in person"), "kind")
        return
    if is_minor(two.person_born, today):
        raise RuleBroken(_("Until 18, a parent or guardian acts"), "kind")
    if ends_at is None or ends_at > end_of_term(LONGEST_MONTHS, now):
        raise RuleBroken(_("At most 12 months"), "ends_at")
