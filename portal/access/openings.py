"""What a resident reads below a look in an emergency: why, and who judges it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.access.gate import Subject
from portal.access.queries import Line
from portal.emergency import queries
from portal.emergency.models import Verdict
from portal.emergency.queries import OpeningLine
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.private_life import may_keep_to_oneself


@dataclass(frozen=True, kw_only=True)
class Note:
    """Words below a row; `strong` stands out."""

    lead: str
    strong: str
    rest: str


def openings_in(lines: Iterable[Line], person_id: UUID) -> Mapping[UUID, OpeningLine]:
    """Return the emergency openings these lines tell of."""
    found = {line.opening for line in lines if line.opening is not None}
    return queries.these(found, person_id)


def note_of(opening: OpeningLine, subject: Subject) -> Note:
    """Say why a record was opened without asking, and what was made of it.

    Free words may tell what a person would not tell at home: from 15, representatives
    read the reason alone.
    """
    reads_all = subject.is_self or not may_keep_to_oneself(subject.born, clock.today())
    why = [opening.reason.label]
    if reads_all:
        why.append(opening.explanation)
    return Note(
        lead=_("The reason written down:"),
        strong=". ".join(part.strip().rstrip(".") for part in why) + ".",
        rest=_judgement(opening, reads_all=reads_all),
    )


def _judgement(opening: OpeningLine, *, reads_all: bool) -> str:
    if opening.reviewed_at is None:
        if opening.is_overdue(clock.now()):
            return _("The review is late; it was due by %(when)s.", when=_when(opening.review_by))
        return _("The head there must review it before %(when)s.", when=_when(opening.review_by))
    if opening.verdict is Verdict.JUSTIFIED:
        said = _("Reviewed: it was justified.")
    else:
        said = _("Reviewed: it was not justified.")
    if reads_all and opening.review_note:
        return f"{said} {opening.review_note}"
    return said


def _when(moment: datetime) -> str:
    if clock.local(moment).date() == clock.today():
        return _("%(time)s today", time=formats.clock_time(moment))
    return formats.moment(moment, language=current_language())
