"""The page of the upkeep."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.accounts.signed_in import config
from portal.kernel import clock, pages
from portal.staff.guard import staff_page
from portal.staff.roles import Role
from portal.upkeep.points import Tone, points

blueprint = Blueprint("upkeep", __name__, url_prefix="/oversight/upkeep")


@blueprint.get("")
@staff_page(Role.STATION_HEAD, Role.AUDITOR)
def upkeep() -> ResponseReturnValue:
    """Show what goes on by itself, and whether it did."""
    now = clock.now()
    found = points(config().backups.folder, now)
    is_well = all(point.tone is not Tone.BAD for point in found)
    return pages.show("upkeep/upkeep.html", points=found, is_well=is_well, now=now)
