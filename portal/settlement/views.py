"""The reconciliation of a unit, for two who watch: the head of its station and an auditor."""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.fees import units
from portal.fees.terms import FIRST_YEAR, LAST_YEAR
from portal.fees.units import Unit
from portal.kernel import clock, pages
from portal.kernel.db import reads
from portal.settlement import receipts, words
from portal.settlement.blueprint import blueprint
from portal.settlement.reconcile import reconcile
from portal.settlement.undone import undone
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.staff.signed_in import current_staff
from portal.transfers.words import PROVIDERS


@blueprint.get("/reconciliation")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def reconciliation() -> ResponseReturnValue:
    """Show where the money of a unit is and every figure that does not agree."""
    staff = current_staff()
    is_auditor = Role.AUDITOR in staff.roles
    offered = units.units(reads()) if is_auditor else units.units(reads(), staff.commune or "")
    unit = _chosen(offered)
    if unit is None:
        return pages.show("settlement/no_unit.html")
    year = request.args.get("year", clock.today().year, type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    _note(unit, year)
    found = reconcile(unit)
    collected = found.of_year(year)
    lies, is_whose = words.lies(found.books), words.is_whose(found.books)
    return pages.show(
        "settlement/reconciliation.html",
        unit=unit,
        units=offered if is_auditor else (),
        year=year,
        years=sorted({*found.years, clock.today().year}, reverse=True),
        found=found,
        collected=collected,
        total=receipts.total(collected),
        lies=lies,
        is_whose=is_whose,
        all_lies=sum(lies.values()),
        all_is=sum(is_whose.values()),
        differences=[words.difference_words(each) for each in found.differences],
        told_by=PROVIDERS,
        undone=undone(unit, year),
        now=clock.now(),
    )


def _chosen(offered: Sequence[Unit]) -> Unit | None:
    """Return the unit an address names, the first when it names none; another's is not found."""
    commune = request.args.get("commune")
    if commune is None:
        return next(iter(offered), None)
    return next((unit for unit in offered if unit.commune == commune), None) or abort(404)


def _note(unit: Unit, year: int) -> None:
    trail.note(
        Line(
            event=Event.REPORT_SEEN,
            by=current_staff().actor,
            section="money",
            object_ref=f"report:money:{unit.id}:{year}",
        )
    )
