"""The confirmation of doses a family can print; not an official certificate."""

from collections.abc import Sequence
from datetime import date

from portal.access.gate import Subject
from portal.immunisation import queries as dose_queries
from portal.immunisation.agenda import visits_of
from portal.immunisation.plan import as_given, newest_list
from portal.immunisation.queries import DoseRow
from portal.kernel import formats
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _
from portal.overview.printing.sheet import Box, Row, Section, Table
from portal.people.kinds import IdentifierSystem
from portal.record.form_administrative import PART_A
from portal.record.numbers import numbers_of

ROWS_A_TABLE = 20


def boxes_of(subject: Subject) -> Sequence[Box]:
    """Lay out the person and every dose, oldest first."""
    rows = dose_queries.doses_of(subject.id)
    doses = _lines(rows, subject)
    count = ngettext("%(num)s dose recorded", "%(num)s doses recorded", len(doses))
    headings = (_("Given on"), _("Vaccine"), _("Lot"), _("Place"))
    sections = [
        Section(
            tables=[
                Table(
                    caption=count if start == 0 else _("Continued"),
                    headings=headings,
                    rows=doses[start : start + ROWS_A_TABLE],
                    shape="doses",
                )
            ]
        )
        for start in range(0, len(doses), ROWS_A_TABLE)
    ] or [Section(note=_("No dose recorded yet"))]
    return [
        Box(heading=_("Person"), sections=[_person(subject)]),
        Box(heading=_("Doses given"), sections=[*sections, Section(note=_source(rows))]),
    ]


def _lines(rows: Sequence[DoseRow], subject: Subject) -> Sequence[Sequence[str]]:
    language = current_language()
    lots = {row.id: row.lot for row in rows}
    visits = reversed(visits_of([as_given(row) for row in rows], subject.born))
    return [
        (
            formats.partial_day(visit.given_on, language=language),
            line.text.as_sentence.in_language(language),
            (lots.get(line.dose.reference) if line.dose.reference else None) or "",
            line.dose.facility or "",
        )
        for visit in visits
        for line in visit.lines
    ]


def _source(rows: Sequence[DoseRow]) -> str:
    """Say where the doses are from: the registry's list of a day, or the papers."""
    list_date = newest_list(rows)
    if list_date is not None:
        return _("National immunisation system, %(day)s", day=_day(list_date))
    return "; ".join(
        dict.fromkeys(
            _("%(source)s, recorded %(day)s", source=row.source.label, day=_day(row.recorded_on))
            for row in rows
        )
    )


def _day(value: date) -> str:
    return formats.day(value, language=current_language())


def _person(subject: Subject) -> Section:
    language = current_language()
    born = formats.partial_day(subject.born, language=language)
    numbers = [
        formats.personal_id_tail(number.value)
        for number in numbers_of(subject.id).identifiers
        if number.system is IdentifierSystem.PERSONAL_ID and number.active
    ]
    return Section(
        rows=[
            Row(label=_("Full name"), lines=[subject.full_name], strong=True),
            Row(label=_("Born"), lines=[born]),
            Row(label=_("Sex"), lines=[subject.sex.label]),
            Row(
                label=PART_A["personal_id"].in_language(language),
                lines=numbers or [_("Not recorded")],
            ),
        ]
    )
