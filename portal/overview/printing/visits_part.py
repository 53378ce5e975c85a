"""Part D of form QĐ 831: the latest examinations, one section each."""

from collections.abc import Iterator, Sequence

from portal.access.gate import Subject
from portal.kernel.i18n import gettext as _
from portal.overview.printing.sheet import Row, Section
from portal.visits import visit_page
from portal.visits.kinds import ResultKind
from portal.visits.lab_tests import Verdict
from portal.visits.medicines import in_one_line
from portal.visits.parts import Parts, parts_of
from portal.visits.queries import VisitHead, head_of, visits_of
from portal.visits.result_page import Patient, judged
from portal.visits.visit_page import VisitPage

LAST_VISITS = 3
# On paper a result outside its usual range is told by a sign and words, never by colour.
SIGNS = {Verdict.ABOVE: "▲ ", Verdict.BELOW: "▼ "}


def sections_of(subject: Subject) -> Sequence[Section]:
    """Lay out the newest visits this reader may see."""
    rows, _more = visits_of(subject.id, sight=subject.sight)
    patient = Patient(subject.born, subject.sex)
    sections = []
    for row in rows[:LAST_VISITS]:
        if head := head_of(row.id):
            parts = parts_of(head.id, sight=subject.sight)
            sections.append(_visit(head, parts, patient))
    return sections or [Section(note=_("No visit yet"))]


def _visit(head: VisitHead, parts: Parts, patient: Patient) -> Section:
    page = visit_page.page_of(head, parts, patient, {})
    return Section(
        heading=_("Examination on %(day)s", day=page.title_day),
        rows=[*_found(page), *_results(page, _signs(head, parts, patient)), *_told(page)],
        note=page.where,
    )


def _found(page: VisitPage) -> Iterator[Row]:
    if page.reason:
        yield Row(label=_("Came because of"), lines=[page.reason])
    for diagnosis in page.diagnoses:
        yield Row(label=diagnosis.label, lines=[diagnosis.name], strong=True)
    if page.measured:
        values = [f"{each.label} {each.value}" for each in page.measured]
        yield Row(label=_("Measured"), lines=["; ".join(values)])
    for each in page.findings:
        yield Row(label=each.label, lines=[each.value])


def _signs(head: VisitHead, parts: Parts, patient: Patient) -> Sequence[str]:
    """Return a sign for each laboratory result, in the order of the page."""
    signs = []
    for part in parts.results:
        if part.kind == ResultKind.LABORATORY:
            _test, verdict = judged(visit_page.written_of(part, head), patient)
            signs.append(SIGNS.get(verdict.verdict, "") if verdict else "")
    return signs


def _results(page: VisitPage, signs: Sequence[str]) -> Iterator[Row]:
    for result, sign in zip(page.results, signs, strict=True):
        verdict = f"{sign}{result.verdict}: " if result.verdict else ""
        lines = [f"{verdict}{result.sentence}"]
        yield Row(label=result.name, lines=lines, strong=bool(sign))
    for image in page.images:
        yield Row(label=image.name, lines=image.lines)


def _told(page: VisitPage) -> Iterator[Row]:
    if page.medicines:
        yield Row(label=_("Medicines"), lines=[in_one_line(each) for each in page.medicines])
    if page.to_do or page.come_back:
        yield Row(label=_("Advice"), lines=[*page.to_do, *page.come_back])
