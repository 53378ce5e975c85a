"""The plan in words: finished values for the page (picture 05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portal.config import Station
from portal.immunisation.agenda import Coming, GivenVisit
from portal.immunisation.doses import CourseDose, DoseState
from portal.immunisation.plan import Plan
from portal.immunisation.queries import ReportRow
from portal.immunisation.spans import Span
from portal.immunisation.tetanus import TetanusDose
from portal.immunisation.vaccines import VACCINES
from portal.kernel import formats
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold

Tag = tuple[str, str]
NO_REACTION = {"khong", "khong co", "khong co phan ung", "binh thuong"}
TONES = {DoseState.OVERDUE: "warn", DoseState.DUE: "due", DoseState.CANNOT: "cannot"}


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One stop of the timeline."""

    state: str
    title: str
    when: str = ""
    tag: Tag | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """The groups of the page, in the order of need."""

    counts: tuple[Tag, ...]
    needed: Sequence[Stop]
    coming: Sequence[Stop]
    given: Sequence[Stop]
    not_possible: Sequence[Stop]
    not_recorded: Sequence[Stop]
    tetanus: Sequence[Stop]
    list_day: str
    schedule_name: str


def page_of(plan: Plan) -> PlanPage:
    """Put a plan into words in the reader's language."""
    agenda = plan.agenda
    return PlanPage(
        counts=_counts(plan),
        needed=[_needed(dose) for dose in agenda.need_now],
        coming=[_coming(group) for group in agenda.coming],
        given=[_given(visit) for visit in agenda.visits],
        not_possible=[_closed(dose) for dose in agenda.cannot],
        not_recorded=[_closed(dose) for dose in agenda.not_recorded],
        tetanus=[_tetanus(dose) for dose in plan.tetanus],
        list_day=_day(plan.list_date) if plan.list_date else "",
        schedule_name=plan.schedule.name if plan.schedule else "",
    )


@dataclass(frozen=True, kw_only=True)
class Session:
    """The next day of vaccination at the station."""

    day: str
    hours: str
    place: str


def next_session(station: Station, today: date) -> Session:
    """Return the next weekly session; one held today counts."""
    days = (station.session_weekday - today.weekday()) % 7
    return Session(
        day=formats.long_day(today + timedelta(days), language=current_language()),
        hours=_("%(start)s to %(end)s", start=station.session_from, end=station.session_until),
        place=station.station_name,
    )


def needed_tags(overdue: int, due: int) -> tuple[Tag, ...]:
    """Count what is needed, as the home page and the plan say it."""
    tags: list[Tag] = []
    if overdue:
        tags.append((ngettext("%(num)s dose overdue", "%(num)s doses overdue", overdue), "warn"))
    if due:
        tags.append((ngettext("%(num)s dose due", "%(num)s doses due", due), "due"))
    return tuple(tags)


def reports(rows: Sequence[ReportRow]) -> Sequence[Stop]:
    """Say which reported doses the station has yet to check."""
    language = current_language()
    return [
        Stop(
            state=DoseState.NOT_YET.value,
            title=VACCINES[row.vaccine_code].name.in_language(language),
            when=formats.partial_day(row.given, language=language),
            tag=(row.state.label, "info"),
            lines=(
                row.place,
                _(
                    "Case %(number)s, answer by %(day)s",
                    number=row.case_number,
                    day=_day(row.due_on),
                ),
            ),
        )
        for row in rows
    ]


def _counts(plan: Plan) -> tuple[Tag, ...]:
    agenda = plan.agenda
    given = (_("Given %(count)s", count=agenda.given_count), "ok")
    return (given, *needed_tags(len(agenda.overdue), len(agenda.due)))


def _day(value: date) -> str:
    return formats.day(value, language=current_language())


def _needed(dose: CourseDose) -> Stop:
    lines = []
    if dose.due_on:
        lines.append(
            _("Planned at %(age)s, %(day)s", age=_age(dose.rule.age), day=_day(dose.due_on))
        )
    if dose.state is DoseState.OVERDUE and dose.rule.catch_up:
        lines.append(dose.rule.catch_up.in_language(current_language()))
    if dose.after_list:
        lines.append(_("The list is older than that day: the dose may be missing from it."))
    return Stop(
        state=dose.state.value,
        title=dose.label.as_sentence.in_language(current_language()),
        tag=(_state(dose), TONES[dose.state]),
        lines=tuple(lines),
    )


def _state(dose: CourseDose) -> str:
    if dose.state is DoseState.OVERDUE and dose.overdue_months:
        return ngettext("%(num)s month overdue", "%(num)s months overdue", dose.overdue_months)
    return dose.state.label


def _age(span: Span) -> str:
    if not span.months:
        return ngettext("%(num)s day", "%(num)s days", span.days) if span.days else _("birth")
    if span.months >= 24 and span.months % 12 == 0:
        return ngettext("%(num)s year", "%(num)s years", span.months // 12)
    return ngettext("%(num)s month", "%(num)s months", span.months)


def _coming(group: Coming) -> Stop:
    title = group.label.as_sentence.in_language(current_language())
    if group.due_on is None:
        before = group.waiting_for.in_language(current_language()) if group.waiting_for else ""
        line = _("The station will plan it after %(dose)s", dose=before)
    elif group.at_age:
        line = _("From %(age)s, %(day)s", age=_age(group.at_age), day=_day(group.due_on))
    else:
        line = _("From %(day)s", day=_day(group.due_on))
    return Stop(state=DoseState.NOT_YET.value, title=title, lines=(line,))


def _given(visit: GivenVisit) -> Stop:
    language = current_language()
    reviews = [review.label for line in visit.lines for review in line.reviews]
    reactions = [
        _("Reaction noted: %(text)s", text=line.dose.reaction)
        for line in visit.lines
        if line.dose.reaction and fold(line.dose.reaction) not in NO_REACTION
    ]
    corrections = [
        _("Corrected on %(day)s", day=_day(line.dose.corrected_on))
        for line in visit.lines
        if line.dose.corrected_on
    ]
    place = next((line.dose.facility for line in visit.lines if line.dose.facility), None)
    return Stop(
        state=DoseState.DONE.value,
        title=_("Newborn") if visit.is_newborn else formats.age(visit.age, language=language),
        when=formats.partial_day(visit.given_on, language=language),
        lines=(
            visit.sentence.in_language(language),
            *([place] if place else []),
            *reactions,
            *dict.fromkeys(reviews),
            *dict.fromkeys(corrections),
        ),
    )


def _closed(dose: CourseDose) -> Stop:
    language = current_language()
    reason = dose.reason.in_language(language) if dose.reason else ""
    return Stop(
        state=DoseState.CANNOT.value if dose.state is DoseState.CANNOT else DoseState.NOT_YET.value,
        title=dose.label.as_sentence.in_language(language),
        lines=(reason,) if reason else (),
    )


def _tetanus(dose: TetanusDose) -> Stop:
    language = current_language()
    when = ""
    if dose.given:
        when = formats.partial_day(dose.given.given_on, language=language)
    elif dose.due_on:
        when = _day(dose.due_on)
    return Stop(
        state=dose.state.value if dose.state in _DRAWN else DoseState.NOT_YET.value,
        title=dose.rule.label.as_sentence.in_language(language),
        when=when,
        lines=() if dose.given else (dose.rule.when.in_language(language),),
    )


_DRAWN = {DoseState.DONE, DoseState.DUE, DoseState.NOT_YET}
