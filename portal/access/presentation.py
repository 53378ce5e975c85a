"""The log in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from portal.access.gate import Subject
from portal.access.looks import Day, Look
from portal.access.policy import Permission
from portal.access.queries import Line
from portal.accounts.signed_in import SignedIn
from portal.audit.events import Basis, Event
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.address import Avatar, avatar, called
from portal.people.kinds import TieKind

RELATIVES = {
    TieKind.MOTHER: _l("Mother"),
    TieKind.FATHER: _l("Father"),
    TieKind.CAREGIVER: _l("Main caregiver"),
    TieKind.GUARDIAN: _l("Guardian"),
}
_TONES = {
    Basis.SELF: ("plain", "person"),
    Basis.REPRESENTATIVE: ("plain", "people"),
    Basis.CONSENT: ("ok", ""),
    Basis.EMERGENCY: ("bad", ""),
    Basis.SYSTEM: ("plain", ""),
}
_DEEDS = {
    Permission.PRINT_RECORD.value: _l("printing or saving the record"),
    Permission.REPORT_DOSE.value: _l("reporting a dose"),
    Permission.DISPUTE_FACT.value: _l("reporting a mistake"),
}


@dataclass(frozen=True, kw_only=True)
class LookRow:
    """One look as the page shows it."""

    who: str
    avatar: str
    place: str
    what: str
    time: str
    tag: tuple[str, str, str]
    unknown_url: str | None
    machine: bool
    note: None = None


@dataclass(frozen=True, kw_only=True)
class DayOfLooks:
    """A heading and its looks."""

    title: str
    looks: Sequence[LookRow]


def days(found: Iterable[Day], subject: Subject, asker: SignedIn) -> list[DayOfLooks]:
    """Turn grouped looks into rows."""
    return [
        DayOfLooks(
            title=_day_title(day.day),
            looks=[_row(look, subject, asker) for look in day.looks],
        )
        for day in found
    ]


def _day_title(day: date) -> str:
    language = current_language()
    if day == clock.today():
        return _("Today, %(day)s", day=formats.short_day(day, language=language))
    return formats.long_day(day, language=language)


def _row(look: Look, subject: Subject, asker: SignedIn) -> LookRow:
    line = look.newest
    own = line.actor_person_id is not None and line.actor_person_id == asker.person_id
    known = own or look.by_machine or line.actor_person_id == subject.id
    return LookRow(
        who=_who(line, subject, look.by_machine),
        avatar=_avatar(line, look.by_machine),
        place=_place(line),
        what=_what(look),
        time=formats.clock_time(line.at),
        tag=_tag(line),
        unknown_url=None
        if known
        else url_for("cases.dispute", person_id=subject.id, about=f"look:{line.seq}"),
        machine=look.by_machine,
    )


def _who(line: Line, subject: Subject, by_machine: bool) -> str:
    if by_machine:
        return line.organisation or line.actor_name or _("Data sent by a health facility")
    if line.actor_person_id == subject.id:
        name = called(
            subject.full_name, subject.born, subject.sex, clock.today(), current_language()
        )
        return _("%(name)s (own look)", name=name[0].upper() + name[1:])
    return line.actor_name or _("Somebody without a name")


def _avatar(line: Line, by_machine: bool) -> str:
    if by_machine:
        return "machine"
    if line.actor_sex is None or line.actor_born is None:
        return "person"
    kind = avatar(line.actor_born, line.actor_sex, clock.today())
    return "staff_man" if kind is Avatar.CLINICIAN else kind.value


def _place(line: Line) -> str:
    if line.tie is TieKind.CAREGIVER and line.tie_words:
        return line.tie_words
    if line.tie is not None:
        return str(RELATIVES[line.tie])
    return line.organisation or ""


def _what(look: Look) -> str:
    """Say what was looked at, and what was done."""
    if look.by_machine:
        return _("Wrote into the record")
    seen, done = _sections(look)
    if not look.newest.permitted:
        return _("Tried to open: %(what)s", what=", ".join(seen + done))
    sentences = []
    if seen:
        sentences.append(_("Looked at: %(what)s", what=", ".join(seen)))
    if done:
        sentences.append(_("Did: %(what)s", what=", ".join(done)))
    return ". ".join(sentences)


def _sections(look: Look) -> tuple[list[str], list[str]]:
    """Return the sections seen and the deeds done, each once, in the order of the visit."""
    seen: dict[str, None] = {}
    done: dict[str, None] = {}
    for line in reversed(look.lines):
        section = line.section or ""
        if section in _DEEDS:
            done[str(_DEEDS[section])] = None
        elif line.event is Event.RECORD_PRINTED:
            done[str(_DEEDS[Permission.PRINT_RECORD.value])] = None
        else:
            known = section in Permission._value2member_map_
            seen[Permission(section).label if known else _("health record")] = None
    return list(seen), list(done)


def _tag(line: Line) -> tuple[str, str, str]:
    if not line.permitted:
        return (_("Was not let in"), "cannot", "")
    if line.basis is None:
        return (_("Basis not recorded"), "warn", "")
    tone, icon = _TONES[line.basis]
    return (line.basis.label, tone, icon)
