"""Parts A to D of form QĐ 831/QĐ-BYT (11/3/2017) in the order of the paper."""

from collections.abc import Sequence

from portal.access.gate import Subject
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.overview.printing import doses_part, visits_part
from portal.overview.printing.sheet import Box, Row, Section
from portal.record.facts import Block
from portal.record.page import RecordPage, gather


def boxes_of(subject: Subject) -> Sequence[Box]:
    """Read the record as its reader may see it and lay it out part by part."""
    record = gather(subject, clock.today())
    return [
        *_remember(record),
        Box(heading=record.part_a.heading, sections=[_section(record.part_a, whole=True)]),
        Box(
            heading=_("B. History and risk factors"),
            sections=[_section(block, heading=block.heading) for block in record.part_b],
        ),
        Box(heading=_("C. Immunisation"), sections=doses_part.sections_of(subject)),
        Box(heading=_("D. Examinations and tests"), sections=visits_part.sections_of(subject)),
    ]


def _remember(record: RecordPage) -> Sequence[Box]:
    if not record.remember:
        return ()
    rows = [Row(label=fact.label, lines=fact.lines, strong=True) for fact in record.remember]
    return [Box(heading=_("To remember"), variant="bad", sections=[Section(rows=rows)])]


def _section(block: Block, *, heading: str = "", whole: bool = False) -> Section:
    facts = [*block.facts, *(block.more if whole else ())]
    rows = [Row(label=fact.label, lines=fact.lines) for fact in facts]
    if block.denied:
        rows.append(Row(label=_("Asked, and no"), lines=[", ".join(block.denied)]))
    return Section(heading=heading, rows=rows, blank=", ".join(block.missing), note=block.source)
