"""Does what a table says about resets and slips agree with what the log says?

The table can be changed by whoever holds the database; the log is chained and signed. So
each step has to stand in both, by the same member of staff, with the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.audit.events import Event
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.months import CalendarMonth

# A step and its line are written in one transaction, a moment apart.
EDGE = timedelta(minutes=10)

Key = tuple[Event, str]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One step, as the table or the log tells it; `by` is None where no staff did it."""

    event: Event
    object_ref: str
    at: datetime
    by: UUID | None
    permitted: bool = True

    @property
    def key(self) -> Key:
        return self.event, self.object_ref


class Kind(StrEnum):
    """In what the two differ."""

    NOT_LOGGED = "not_logged"
    NOT_KEPT = "not_kept"
    OTHER_PERSON = "other_person"
    OTHER_ANSWER = "other_answer"
    TWICE = "twice"
    OTHER_COUNT = "other_count"

    @property
    def label(self) -> str:
        return str(KIND_LABELS[self])


KIND_LABELS = {
    Kind.NOT_LOGGED: _l("In the table, not in the log"),
    Kind.NOT_KEPT: _l("In the log, not in the table"),
    Kind.OTHER_PERSON: _l("Another person in the log than in the table"),
    Kind.OTHER_ANSWER: _l("Allowed in one, refused in the other"),
    Kind.TWICE: _l("Twice in the log"),
    Kind.OTHER_COUNT: _l("Another number of codes in the log than in the table"),
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One step that does not agree."""

    kind: Kind
    event: Event
    object_ref: str
    at: datetime
    by: UUID | None


def compare(
    told: Iterable[Deed], logged: Iterable[Deed], month: CalendarMonth
) -> Sequence[Difference]:
    """Return what differs between table and log among the steps of a month, in order.

    Both are read a little over its edges, so that a step there finds its line.
    """
    since, until = month.starts_at - EDGE, month.ends_at + EDGE
    in_table = _by_key(deed for deed in told if since <= deed.at < until)
    in_log = _by_key(logged)
    found = [
        difference
        for key in in_table.keys() | in_log.keys()
        if (difference := _difference(in_table.get(key, []), in_log.get(key, [])))
        and month.holds(difference.at)
    ]
    return sorted(found, key=lambda one: (one.at, one.event, one.object_ref))


def _by_key(deeds: Iterable[Deed]) -> Mapping[Key, list[Deed]]:
    found: dict[Key, list[Deed]] = {}
    for deed in deeds:
        found.setdefault(deed.key, []).append(deed)
    return found


def _difference(told: Sequence[Deed], logged: Sequence[Deed]) -> Difference | None:
    if not logged:
        return _of(Kind.NOT_LOGGED, told[0])
    if not told:
        return _of(Kind.NOT_KEPT, logged[0])
    if len(logged) > len(told):
        return _of(Kind.TWICE, logged[-1])
    if told[0].by != logged[0].by:
        return _of(Kind.OTHER_PERSON, logged[0])
    if told[0].permitted is not logged[0].permitted:
        return _of(Kind.OTHER_ANSWER, logged[0])
    return None


def _of(kind: Kind, deed: Deed) -> Difference:
    return Difference(
        kind=kind, event=deed.event, object_ref=deed.object_ref, at=deed.at, by=deed.by
    )


def of_scope(
    logged: Iterable[tuple[Deed, str | None]],
    commune: str | None,
    objects: AbstractSet[str],
) -> Iterable[Deed]:
    """Yield the lines about a commune: about what its table holds, or by its staff.

    A line comes with the commune of the member who left it. Without a commune, all are.
    """
    for deed, staff_commune in logged:
        if commune is None or deed.object_ref in objects or staff_commune == commune:
            yield deed
