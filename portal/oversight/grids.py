"""The report on resets, and the figures by village, as tables."""

from collections.abc import Iterator, Sequence

from portal.access.acts import ACTS
from portal.issuing.states import AccountState
from portal.issuing.village_counts import VillageCounts
from portal.kernel import formats
from portal.kernel.grids import Grid
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.oversight.reconciling import Difference
from portal.oversight.report_rules import Tally
from portal.oversight.reset_report import Report, ShownReset


def grids_of(report: Report, differences: Sequence[Difference]) -> Sequence[Grid]:
    """Return the tables of a report; those that would be empty are left out."""
    made = (
        Grid(
            caption=_("By commune"),
            headings=(_("Commune"), *_counts()),
            rows=[(commune, *_cells(tally)) for commune, tally in report.communes],
        ),
        Grid(
            caption=_("By member and week"),
            headings=(_("Week"), _("Member of staff"), *_counts()),
            rows=[(each.week, each.who, *_cells(each.tally)) for each in report.members],
        ),
        _resets(_("To look at again"), report.flagged),
        Grid(
            caption=_("Two who decide for each other"),
            headings=(_("One"), _("The other"), _("Together"), _("Of all they asked"), "%"),
            rows=[
                (pair.one, pair.other, pair.together, pair.of_all, pair.percent)
                for pair in report.pairs
            ],
        ),
        _resets(_("Drawn by lot"), report.sample),
        Grid(
            caption=_("Differences from the log"),
            headings=(_("When"), _("Step"), _("Request"), _("Difference")),
            rows=[tuple(_difference(each)) for each in differences],
        ),
    )
    return [grid for grid in made if grid.rows]


def villages_grid(counts: Sequence[VillageCounts]) -> Grid:
    """Return the figures by village; numbers and names of villages only."""
    return Grid(
        caption=_("Figures by village"),
        headings=(
            _("Village"),
            _("Former commune"),
            _("People"),
            _("With an identity number"),
            *(state.label for state in AccountState),
            _("In use, %"),
        ),
        rows=[
            (
                each.name,
                each.former_commune,
                each.people,
                each.with_number,
                each.none,
                each.issued,
                each.active,
                each.locked,
                "" if each.share_in_use is None else each.share_in_use,
            )
            for each in counts
        ],
    )


def _counts() -> tuple[str, ...]:
    return (
        _("Asked"),
        _("Vouched"),
        _("Requests allowed"),
        _("Requests refused"),
        _("Stopped afterwards"),
    )


def _cells(tally: Tally) -> tuple[int, ...]:
    return tally.asked, tally.vouched, tally.allowed, tally.refused, tally.contested


def _resets(caption: str, resets: Sequence[ShownReset]) -> Grid:
    return Grid(
        caption=caption,
        headings=(
            _("Asked at"),
            _("Commune"),
            _("Resident"),
            _("Who asked"),
            _("Who decided"),
            _("How far"),
            _("What stands out"),
        ),
        rows=[
            (
                formats.moment(each.asked_at, language=current_language()),
                each.commune,
                each.person,
                each.asked_by,
                each.decided_by,
                each.state,
                "; ".join(flag.label for flag in each.flags),
            )
            for each in resets
        ],
    )


def _difference(each: Difference) -> Iterator[str]:
    yield formats.moment(each.at, language=current_language())
    yield str(ACTS[each.event])
    yield short_ref(each.object_ref)
    yield each.kind.label


def short_ref(object_ref: str) -> str:
    """Return enough of an id to find the request again."""
    return object_ref.rpartition(":")[2][:8]
