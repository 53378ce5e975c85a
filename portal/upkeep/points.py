"""Copies, trial restores, the trial of the log, messages: when each last went well.

Who runs the servers is told by alarms; a head and an auditor have this page. It names no file,
no server and no person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from portal.audit import canary
from portal.backups.drills import Drill
from portal.backups.standing import Standing, standing_of
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.i18n import ngettext
from portal.notifications import queries as outbox

ROUGHLY_FROM = 120  # minutes: longer is told in hours
# What a trial restore looks at (backups.findings), in words for who does not run servers.
TRIED = {
    "schema": _l("tables"),
    "log": _l("log"),
    "ledger": _l("fee book"),
    "sealed values": _l("sealed values"),
    "indexes": _l("search by number"),
    "file": _l("file"),
}


class Tone(StrEnum):
    """How it stands; `PLAIN` where this installation cannot know."""

    OK = "ok"
    BAD = "bad"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing that has to happen, when it last did, and what there is to say of it."""

    what: str
    tone: Tone
    verdict: str
    at: datetime | None = None
    notes: Sequence[str] = ()


def points(backups: Path | None, now: datetime) -> Sequence[Point]:
    """Look at everything; `backups` is the folder of the copies, None where others make them."""
    log, messages = _log(now), _messages(now)
    if backups is None:
        return [_elsewhere(), log, messages]
    standing = standing_of(backups, now)
    return [_copy(standing, now), _trial_restore(standing, now), log, messages]


def _elsewhere() -> Point:
    return Point(
        what=_("Copy of all records"),
        tone=Tone.PLAIN,
        verdict=_("Not known here"),
        notes=[_("Another program makes the copies. Ask whoever runs the portal.")],
    )


def _copy(standing: Standing, now: datetime) -> Point:
    what = _("Copy of all records")
    notes = [_("A file bears a time to come: a clock was wrong.")] if standing.to_come else []
    if standing.made_at is None:
        return Point(what=what, tone=Tone.BAD, verdict=_("There is none"), notes=notes)
    is_well = standing.is_recent(now) and not standing.to_come
    return Point(
        what=what,
        tone=Tone.OK if is_well else Tone.BAD,
        verdict=_("In order") if is_well else _("Look into it"),
        at=standing.made_at,
        notes=notes or ([] if is_well else [_("A copy is made every day. This one is older.")]),
    )


def _trial_restore(standing: Standing, now: datetime) -> Point:
    what, drill = _("Trial: do the copies open?"), standing.drill
    if drill is None:
        return Point(what=what, tone=Tone.BAD, verdict=_("Never tried"))
    if not drill.passed:
        failed = _names(drill, passed=False)
        notes = [_("Not as it should be: %(parts)s.", parts=failed)] if failed else []
        return Point(what=what, tone=Tone.BAD, verdict=_("Failed"), at=drill.at, notes=notes)
    is_recent = standing.was_tried(now)
    tried = _("Tried: %(parts)s.", parts=_names(drill, passed=True))
    late = [] if is_recent else [_("A copy is tried every week. This trial is older.")]
    return Point(
        what=what,
        tone=Tone.OK if is_recent else Tone.BAD,
        verdict=_("In order") if is_recent else _("Look into it"),
        at=drill.at,
        notes=[tried, *late],
    )


def _names(drill: Drill, *, passed: bool) -> str:
    found = [each.what for each in drill.findings if each.passed is passed]
    return ", ".join(str(TRIED.get(what, what)) for what in found)


def _log(now: datetime) -> Point:
    newest, what = canary.newest(), _("Trial: is each look written down?")
    if newest is None:
        return Point(what=what, tone=Tone.BAD, verdict=_("Never tried"))
    is_well = newest.is_well(now)
    return Point(
        what=what,
        tone=Tone.OK if is_well else Tone.BAD,
        verdict=_("In order") if is_well else _("Look into it"),
        at=newest.at,
        notes=[] if newest.passed else [_("The look was not written as it should be.")],
    )


def _messages(now: datetime) -> Point:
    backlog = outbox.backlog(now)
    is_well = backlog.oldest <= outbox.LONGEST_WAIT.total_seconds() and not backlog.dead
    notes = []
    if backlog.due:
        waits = ngettext("%(num)s message waits", "%(num)s messages wait", backlog.due)
        notes.append(f"{waits}, {_oldest(backlog.oldest)}.")
    if backlog.dead:
        dead = ngettext(
            "%(num)s message did not leave in the last 24 hours.",
            "%(num)s messages did not leave in the last 24 hours.",
            backlog.dead,
        )
        notes.append(dead)
    return Point(
        what=_("Messages to residents"),
        tone=Tone.OK if is_well else Tone.BAD,
        verdict=_("In order") if is_well else _("Look into it"),
        notes=notes or [_("None waits.")],
    )


def _oldest(seconds: float) -> str:
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if minutes < ROUGHLY_FROM:
        return ngettext("the oldest for %(num)s minute", "the oldest for %(num)s minutes", minutes)
    return ngettext("the oldest for %(num)s hour", "the oldest for %(num)s hours", hours)
