"""What is asked of the commune: the unit, its account, and the terms year by year."""

from flask.typing import ResponseReturnValue

from portal.fees import terms, units
from portal.fees.desk.blueprint import blueprint
from portal.kernel.db import reads
from portal.kernel.pages import show
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff


@blueprint.get("/terms")
@staff_page(*AT_THE_DESK)
def terms_of_the_fee() -> ResponseReturnValue:
    """Show who collects, into which account, and what is asked for each year."""
    unit = units.unit_of(reads(), current_staff().commune)
    return show(
        "fees/desk_terms.html",
        unit=unit,
        account=units.account_of(reads(), unit.id) if unit else None,
        terms=terms.history(reads(), unit.id) if unit else (),
    )
