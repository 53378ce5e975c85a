"""The blueprint of the desk's pages about money, and the unit they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint, abort, g
from flask.typing import ResponseReturnValue

from portal.fees.units import Unit, unit_of
from portal.kernel import pages
from portal.kernel.db import reads
from portal.staff.signed_in import current_staff

blueprint = Blueprint("transfers_desk", __name__, url_prefix="/desk")

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


def own_unit() -> Unit:
    """Return the unit of the member's commune; answer 404 where nobody collects."""
    found = _unit()
    if found is None:
        abort(404)
    return found


def _unit() -> Unit | None:
    """Read the unit once for each request."""
    if "transfers_unit" not in g:
        g.transfers_unit = unit_of(reads(), current_staff().commune)
    found: Unit | None = g.transfers_unit
    return found


def where_somebody_collects(view: View) -> View:
    """Show a page of the menu only where there is a unit; elsewhere say that there is none."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> ResponseReturnValue:
        if _unit() is None:
            return pages.show("transfers/no_unit.html")
        return view(*args, **values)

    return guarded  # type: ignore[return-value]  # wraps() keeps the signature
