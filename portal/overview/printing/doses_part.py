"""Part C of form QĐ 831: tables C1, C2 and C3, and the doses that have no printed row."""

from collections.abc import Iterator, Sequence

from portal.access.gate import Subject
from portal.immunisation import queries
from portal.immunisation.doses import GivenDose
from portal.immunisation.form_grid import FormRow, form_grid
from portal.immunisation.plan import as_given
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.overview.printing.sheet import Section, Table
from portal.people.kinds import Sensitivity


def sections_of(subject: Subject) -> Sequence[Section]:
    """Fill the form's rows from the doses on record.

    C3 is printed when a tetanus dose of a pregnancy is on record, as the form keeps it
    for women who were pregnant. The month of a pregnancy belongs to part B7: a
    representative reads the dose without it.
    """
    given = [as_given(row) for row in queries.doses_of(subject.id)]
    grid = form_grid(given, subject.born)
    tables = [
        _grid(_("C1. Basic immunisation of children"), grid.basic),
        _grid(_("C2. Immunisation outside the programme"), grid.extra),
    ]
    sections = [Section(tables=tables)]
    if any(row.dose for row in grid.tetanus):
        months_shown = subject.sight.shows(Sensitivity.REPRODUCTIVE)
        sections.append(Section(tables=[_pregnancies(grid.tetanus, months_shown=months_shown)]))
    if grid.others:
        sections.append(Section(tables=[_others(grid.others)]))
    return sections


def _grid(caption: str, rows: Sequence[FormRow]) -> Table:
    headings = (_("Vaccine"), _("Given on"), _("Reaction"), _("Appointment"))
    return Table(caption=caption, headings=headings, rows=list(_cells(rows)), shape="grid")


def _cells(rows: Sequence[FormRow]) -> Iterator[Sequence[str]]:
    for row in rows:
        label, day = row.label.in_language(current_language()), _day(row.dose)
        yield (label, day, (row.dose.reaction if row.dose else None) or "", _next(row.dose))


def _pregnancies(rows: Sequence[FormRow], *, months_shown: bool) -> Table:
    return Table(
        caption=_("C3. Tetanus, pregnant women"),
        headings=(
            _("Dose"), _("Given on"), _("Month of pregnancy"), _("Reaction"), _("Appointment")
        ),
        rows=[(label, day, _month(row.dose) if months_shown else "", reaction, after)
              for row, (label, day, reaction, after) in zip(rows, _cells(rows), strict=True)],
        shape="pregnancies",
    )  # fmt: skip


def _others(doses: Sequence[GivenDose]) -> Table:
    return Table(
        caption=_("Other doses"),
        headings=(_("Vaccine"), _("Given on"), _("Reaction"), _("Appointment")),
        rows=[(dose.name, _day(dose), dose.reaction or "", _next(dose)) for dose in doses],
        shape="grid",
    )


def _day(dose: GivenDose | None) -> str:
    if dose is None:
        return _("not recorded")
    return formats.partial_day(dose.given_on, language=current_language())


def _next(dose: GivenDose | None) -> str:
    if dose is None or dose.next_on is None:
        return ""
    return formats.day(dose.next_on, language=current_language())


def _month(dose: GivenDose | None) -> str:
    return str(dose.gestation_month) if dose and dose.gestation_month else ""
