"""Everything the record page shows, gathered in five statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for

from portal.access.gate import Subject
from portal.kernel import formats
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _
from portal.measurements.kinds import MeasurementKind
from portal.measurements.queries import Value, newest_values
from portal.record import numbers, part_a, part_b, queries, remember, totals
from portal.record.facts import Block, Fact
from portal.record.totals import Totals


@dataclass(frozen=True, kw_only=True)
class Link:
    """A row that leads to another page of the record."""

    title: str
    meta: str
    url: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """Parts A to D as the page shows them."""

    remember: Sequence[Fact]
    part_a: Block
    part_b: Sequence[Block]
    part_b_empty: bool
    part_c: Sequence[Link]
    part_d: Sequence[Link]
    is_empty: bool
    confirmed_on: date | None

    @property
    def asked(self) -> Sequence[Block]:
        """The blocks of part B with at least one answer."""
        return [block for block in self.part_b if block.is_answered]

    @property
    def unasked(self) -> Sequence[Block]:
        """The blocks of part B nobody has asked."""
        return [block for block in self.part_b if not block.is_answered]


def gather(subject: Subject, today: date) -> RecordPage:
    """Read and arrange the record as this reader may see it."""
    facts = queries.administrative_facts(subject.id)
    own_numbers = numbers.numbers_of(subject.id)
    rows = queries.answers(subject.id)
    how_much = totals.totals_of(subject.id, sight=subject.sight)
    measured = newest_values(subject.id, sight=subject.sight)

    answers = part_b.shown_answers(rows, subject, today)
    nothing_known = not (own_numbers.identifiers or own_numbers.relatives or facts.source)
    return RecordPage(
        remember=remember.cards(answers, facts),
        part_a=part_a.block(
            part_a.PartA(subject=subject, facts=facts, numbers=own_numbers, today=today)
        ),
        part_b=part_b.blocks(rows, subject, today),
        part_b_empty=not answers,
        part_c=[_doses(how_much, subject.id)],
        part_d=_visits(how_much, measured, subject.id),
        is_empty=nothing_known and not (answers or how_much.doses or how_much.visits or measured),
        confirmed_on=how_much.confirmed_on,
    )


def _doses(how_much: Totals, person_id: UUID) -> Link:
    meta = _("No dose recorded yet")
    if how_much.latest_dose is not None:
        count = ngettext("%(num)s dose recorded", "%(num)s doses recorded", how_much.doses)
        meta = f"{count}. {_latest(how_much.latest_dose)}"
    url = url_for("immunisation.doses", person_id=person_id)
    return Link(title=_("Immunisations"), meta=meta, url=url, icon="syringe")


def _visits(how_much: Totals, measured: Sequence[Value], person_id: UUID) -> Sequence[Link]:
    visits = _("No visit yet")
    if how_much.latest_visit is not None:
        count = ngettext("%(num)s visit", "%(num)s visits", how_much.visits)
        visits = f"{count}. {_latest(how_much.latest_visit)}"
    results = _("No result yet")
    if how_much.results:
        results = ngettext("%(num)s result", "%(num)s results", how_much.results)
    visits_url = url_for("visits.visits", person_id=person_id)
    results_url = url_for("visits.results_page", person_id=person_id)
    return [
        Link(title=_("Visits"), meta=visits, url=visits_url, icon="visit"),
        Link(title=_("Test results"), meta=results, url=results_url, icon="flask"),
        Link(
            title=_("Blood pressure, weight"),
            meta=_measured(measured),
            url=url_for("measurements.trend", person_id=person_id, kind=_first_kind(measured)),
            icon="chart",
        ),
    ]


def _latest(day: date) -> str:
    return _("Latest %(day)s", day=formats.day(day, language=current_language()))


def _first_kind(measured: Sequence[Value]) -> str:
    """Return the kind to open first: blood pressure where there is one."""
    kinds = {one.kind for one in measured}
    kind = MeasurementKind.PRESSURE
    if kind not in kinds and MeasurementKind.WEIGHT in kinds:
        kind = MeasurementKind.WEIGHT
    return kind.value


def _measured(measured: Sequence[Value]) -> str:
    """Return the newest pressure and weight as figures; what they mean is said elsewhere."""
    wanted = (MeasurementKind.PRESSURE, MeasurementKind.WEIGHT)
    found = [one for kind in wanted for one in measured if one.kind is kind]
    if not found:
        return _("Nothing measured yet")
    newest = max(one.taken_at for one in found)
    return f"{', '.join(_figure(one) for one in found)}. {_latest(newest)}"


def _figure(one: Value) -> str:
    language = current_language()
    values = [value for value in (one.value, one.second) if value is not None]
    text = "/".join(formats.number(value, language=language) for value in values)
    return f"{text}{formats.NBSP}{one.kind.unit}"
