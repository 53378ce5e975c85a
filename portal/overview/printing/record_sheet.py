"""Parts A to D of form QĐ 831/QĐ-BYT (11/3/2017) in the order of the paper."""

from collections.abc import Sequence

from portal.access.gate import Subject
from portal.immunisation import queries as dose_queries
from portal.immunisation.doses import GivenDose
from portal.immunisation.form_grid import FormRow, form_grid
from portal.immunisation.plan import as_given
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.overview.printing.sheet import Box, Row, Table
from portal.record.facts import Block
from portal.record.page import RecordPage, gather
from portal.visits import visit_page
from portal.visits.parts import parts_of
from portal.visits.queries import head_of, visits_of
from portal.visits.result_page import Patient
from portal.visits.visit_page import VisitPage

LAST_VISITS = 3


def boxes_of(subject: Subject) -> Sequence[Box]:
    """Read the record as its reader may see it and lay it out box by box."""
    record = gather(subject, clock.today())
    return [
        *_remember(record),
        _block(record.part_a, all_facts=True),
        *(_block(block) for block in record.part_b),
        _doses(subject),
        *_visits(subject),
    ]


def _remember(record: RecordPage) -> Sequence[Box]:
    if not record.remember:
        return ()
    rows = [Row(label=fact.label, lines=fact.lines, strong=True) for fact in record.remember]
    return [Box(heading=_("To remember"), variant="bad", rows=rows)]


def _block(block: Block, *, all_facts: bool = False) -> Box:
    facts = [*block.facts, *(block.more if all_facts else ())]
    rows = [Row(label=fact.label, lines=fact.lines) for fact in facts]
    if block.denied:
        rows.append(Row(label=_("Asked, and no"), lines=[", ".join(block.denied)]))
    if block.missing:
        rows.append(Row(label=_("Not asked"), lines=[", ".join(block.missing)]))
    return Box(heading=block.heading, rows=rows, note=block.source)


def _doses(subject: Subject) -> Box:
    given = [as_given(row) for row in dose_queries.doses_of(subject.id)]
    grid = form_grid(given, subject.born)
    tables = [
        _table(_("C1. Basic immunisation of children"), grid.basic),
        _table(_("C2. Immunisation outside the programme"), grid.extra),
    ]
    if any(row.dose for row in grid.tetanus):
        tables.append(_table(_("C3. Tetanus, pregnant women"), grid.tetanus))
    if grid.others:
        rows = [(dose.name, _day_of(dose), dose.reaction or "") for dose in grid.others]
        tables.append(Table(caption=_("Other doses"), headings=_headings(), rows=rows))
    return Box(heading=_("C. Immunisation"), tables=tables)


def _headings() -> Sequence[str]:
    return (_("Vaccine"), _("Given on"), _("Reaction"))


def _table(caption: str, rows: Sequence[FormRow]) -> Table:
    language = current_language()
    return Table(
        caption=caption,
        headings=_headings(),
        rows=[
            (
                row.label.in_language(language),
                _day_of(row.dose) if row.dose else _("not recorded"),
                (row.dose.reaction or "") if row.dose else "",
            )
            for row in rows
        ],
    )


def _day_of(dose: GivenDose) -> str:
    return formats.partial_day(dose.given_on, language=current_language())


def _visits(subject: Subject) -> Sequence[Box]:
    rows, _more = visits_of(subject.id, sensitive_shown=subject.sensitive_shown)
    patient = Patient(subject.born, subject.sex)
    boxes = []
    for row in rows[:LAST_VISITS]:
        head = head_of(row.id)
        if head is None:
            continue
        parts = parts_of(head.id, sensitive_shown=subject.sensitive_shown)
        boxes.append(_visit(visit_page.page_of(head, parts, patient, {})))
    return boxes or [Box(heading=_("D. Examinations and tests"), note=_("No visit yet"))]


def _visit(visit: VisitPage) -> Box:
    rows = [Row(label=each.label, lines=[each.name], strong=True) for each in visit.diagnoses]
    if visit.reason:
        rows.insert(0, Row(label=_("Came because of"), lines=[visit.reason]))
    if visit.measured:
        figures = "; ".join(f"{each.label} {each.value}" for each in visit.measured)
        rows.append(Row(label=_("Measured"), lines=[figures]))
    rows += [Row(label=each.label, lines=[each.value]) for each in visit.findings]
    rows += [
        Row(label=each.name, lines=[" ".join(filter(None, (each.verdict, each.sentence)))])
        for each in visit.results
    ]
    rows += [Row(label=each.name, lines=each.lines) for each in visit.images]
    if visit.medicines:
        rows.append(Row(label=_("Medicines"), lines=[_medicine(each) for each in visit.medicines]))
    if visit.to_do or visit.come_back:
        rows.append(Row(label=_("Advice"), lines=[*visit.to_do, *visit.come_back]))
    return Box(
        heading=_("D. Examination on %(day)s", day=visit.title_day), rows=rows, note=visit.where
    )


def _medicine(medicine: visit_page.ShownMedicine) -> str:
    if medicine.slots is None:
        return f"{medicine.name}: {medicine.sentence}"
    names = (_("Morning"), _("Noon"), _("Afternoon"), _("Evening"))
    taken = [
        f"{name.lower()} {slot[0]} {slot[1]}"
        for name, slot in zip(names, medicine.slots, strict=True)
        if slot
    ]
    return f"{medicine.name}: {', '.join(taken)}. {medicine.sentence}"
