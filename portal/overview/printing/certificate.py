"""The confirmation of doses a family can print; not an official certificate."""

from collections.abc import Sequence

from portal.access.gate import Subject
from portal.immunisation import queries as dose_queries
from portal.immunisation.agenda import visits_of
from portal.immunisation.plan import as_given, newest_list
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.overview.printing.sheet import Box, Row, Table

ROWS_A_TABLE = 20


def boxes_of(subject: Subject) -> Sequence[Box]:
    """Lay out the person and every dose, oldest first."""
    language = current_language()
    rows = dose_queries.doses_of(subject.id)
    visits = reversed(visits_of([as_given(row) for row in rows], subject.born))
    doses = [
        (
            formats.partial_day(visit.given_on, language=language),
            line.text.as_sentence.in_language(language),
            line.dose.facility or "",
        )
        for visit in visits
        for line in visit.lines
    ]
    list_date = newest_list(rows)
    note = (
        _("National immunisation system, %(day)s", day=formats.day(list_date, language=language))
        if list_date
        else ""
    )
    headings = (_("Given on"), _("Vaccine"), _("Place"))
    tables = [
        Table(caption=_("Doses given"), headings=headings, rows=doses[start : start + ROWS_A_TABLE])
        for start in range(0, len(doses), ROWS_A_TABLE)
    ]
    return [_person(subject), Box(heading=_("Doses given"), tables=tables, note=note)]


def _person(subject: Subject) -> Box:
    born = formats.partial_day(subject.born, language=current_language())
    return Box(
        heading=_("Person"),
        rows=[
            Row(label=_("Full name"), lines=[subject.full_name], strong=True),
            Row(label=_("Born"), lines=[born]),
            Row(label=_("Sex"), lines=[subject.sex.label]),
        ],
    )
