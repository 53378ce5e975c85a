"""The log as rows of a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for

from portal.access import openings, wording
from portal.access.gate import Subject
from portal.access.looks import Day, Look
from portal.access.names import Named
from portal.access.openings import Note
from portal.access.policy import Permission
from portal.access.queries import Line
from portal.accounts.signed_in import SignedIn
from portal.audit.events import Event
from portal.emergency.queries import OpeningLine
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _

Link = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class LookRow:
    """One look as the page shows it; `links` are addresses with their words."""

    who: str
    avatar: str
    place: str
    what: str
    time: str
    tag: tuple[str, str, str]
    links: Sequence[Link]
    machine: bool
    note: Note | None


@dataclass(frozen=True, kw_only=True)
class DayOfLooks:
    """A heading and its looks."""

    title: str
    looks: Sequence[LookRow]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Whose log it is, who reads it, and what its lines name."""

    subject: Subject
    asker: SignedIn
    names: Mapping[UUID, Named]
    openings: Mapping[UUID, OpeningLine]


def days(found: Iterable[Day], shown: Shown) -> list[DayOfLooks]:
    """Turn grouped looks into rows."""
    return [
        DayOfLooks(title=_day_title(day.day), looks=[_row(look, shown) for look in day.looks])
        for day in found
    ]


def _day_title(day: date) -> str:
    language = current_language()
    if day == clock.today():
        return _("Today, %(day)s", day=formats.short_day(day, language=language))
    return formats.long_day(day, language=language)


def _row(look: Look, shown: Shown) -> LookRow:
    line, by_machine = look.newest, look.by_machine
    return LookRow(
        who=wording.who(line, shown.subject, by_machine=by_machine),
        avatar=wording.face(line, by_machine=by_machine),
        place=wording.place(line, by_machine=by_machine),
        what=wording.what(look, shown.names),
        time=formats.clock_time(line.at),
        tag=wording.tag(look, shown.subject, shown.names),
        links=[] if _needs_no_asking(look, shown) else _links(look, shown.subject),
        machine=by_machine,
        note=_note(line, shown),
    )


def _needs_no_asking(look: Look, shown: Shown) -> bool:
    """Say whether the reader knows who it was: themselves, the person, or a machine."""
    known = (shown.subject.id, shown.asker.person_id)
    return look.by_machine or look.newest.actor_person_id in known


def _links(look: Look, subject: Subject) -> list[Link]:
    """Return what can be said about somebody else's look, and how to shut them out."""
    newest = look.newest
    links = [(_report(subject, f"look:{newest.seq}"), _("I do not know this person"))]
    at_visit = next((line for line in look.lines if line.is_at_a_visit), None)
    if at_visit is not None and newest.staff_id is not None:
        links.append((_report(subject, f"absent:{at_visit.seq}"), _("I was not at this visit")))
    if newest.staff_id is not None and subject.may(Permission.SHARE_RECORD):
        block = url_for("sharing.block", person_id=subject.id, staff_id=newest.staff_id)
        links.append((block, _("Shut this person out")))
    return links


def _report(subject: Subject, about: str) -> str:
    return url_for("cases.dispute", person_id=subject.id, about=about)


def _note(line: Line, shown: Shown) -> Note | None:
    """Return what belongs below a look in an emergency, not below its review."""
    opening = shown.openings.get(line.opening) if line.opening else None
    is_openers = opening is not None and line.staff_id == opening.staff_id
    if opening is None or not is_openers or line.event is Event.EMERGENCY_REVIEWED:
        return None
    return openings.note_of(opening, shown.subject)
