"""From lines of the log to visits of persons: what a resident calls "somebody looked".

One person who opens five pages in a row has looked once. Lines of the same actor, the
same outcome, the same basis and the same emergency opening are one look when at most half
an hour lies between them, and never across midnight.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.access.queries import Line
from portal.audit.events import Basis, Event
from portal.kernel.clock import local

MERGED_WITHIN = timedelta(minutes=30)
ActorKey = tuple[object, ...]


@dataclass(kw_only=True)
class Look:
    """One visit: its lines, newest first."""

    lines: list[Line] = field(default_factory=list)

    @property
    def newest(self) -> Line:
        return self.lines[0]

    @property
    def began_at(self) -> datetime:
        return self.lines[-1].at

    @property
    def by_machine(self) -> bool:
        return is_machine(self.newest)


@dataclass(frozen=True, kw_only=True)
class Day:
    """The looks of one calendar day in Viet Nam."""

    day: date
    looks: Sequence[Look]


def is_machine(line: Line) -> bool:
    """Say whether no human being read anything: a feed wrote into the record."""
    return line.basis is Basis.SYSTEM or line.event is Event.RECORD_IMPORTED


def by_day(lines: Iterable[Line]) -> list[Day]:
    """Group lines (newest first) by day, and within a day into looks."""
    days: dict[date, list[Look]] = {}
    open_looks: dict[ActorKey, Look] = {}
    for line in lines:
        day = local(line.at).date()
        key = (day, *_actor(line))
        look = open_looks.get(key)
        if look is None or look.began_at - line.at > MERGED_WITHIN:
            look = open_looks[key] = Look()
            days.setdefault(day, []).append(look)
        look.lines.append(line)
    return [Day(day=day, looks=looks) for day, looks in days.items()]


def _actor(line: Line) -> ActorKey:
    return (
        line.actor_person_id,
        line.staff_id,
        line.actor_name,
        line.organisation,
        line.permitted,
        line.basis,
        line.opening,
    )


def whole_days(lines: Sequence[Line], page_lines: int) -> tuple[Sequence[Line], int | None]:
    """Return the lines to show and the line after which older ones begin, if any.

    A page ends at midnight where it can, so that a day is not torn in two; a day longer
    than a page is.
    """
    if len(lines) <= page_lines:
        return lines, None
    page = list(lines[:page_lines])
    first_left_out = local(lines[page_lines].at).date()
    complete = [line for line in page if local(line.at).date() != first_left_out]
    shown = complete or page
    return shown, shown[-1].seq
