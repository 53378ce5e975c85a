"""What an account of staff must have, by its roles: pure rules.

Whoever works for a while only has a last day; whoever works for one village sees that
village; whoever keeps accounts and the register keeps those of one commune.
"""

from datetime import date, timedelta
from uuid import UUID

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.staff.roles import OF_A_VILLAGE, Role

OF_A_COMMUNE = frozenset({Role.STATION_STAFF, Role.DATA_ENTRY, *OF_A_VILLAGE})


def check_roles(roles: frozenset[Role]) -> None:
    """Refuse no role, and data entry beside another; raise RuleBroken."""
    if not roles:
        raise RuleBroken(_("Give at least one role"), "roles")
    if Role.DATA_ENTRY in roles and len(roles) > 1:
        raise RuleBroken(_("Data entry goes with no other role"), "roles")


def check_place(roles: frozenset[Role], commune: str | None, village_id: UUID | None) -> None:
    """Refuse roles whose commune or village is missing, and a village nobody needs."""
    if commune is None and roles & OF_A_COMMUNE:
        raise RuleBroken(_("This role needs a commune"), "roles")
    if village_id is None and roles & OF_A_VILLAGE:
        raise RuleBroken(_("Choose the village of this person"), "village")
    if village_id is not None and not roles & OF_A_VILLAGE:
        raise RuleBroken(
            _("Only a village head or a health collaborator works for one village"), "village"
        )


def check_end(
    roles: frozenset[Role], ends_on: date | None, *, today: date, longest: timedelta
) -> None:
    """Refuse a last day that is over, and data entry without one or for too long."""
    if ends_on is None:
        if Role.DATA_ENTRY in roles:
            raise RuleBroken(_("Data entry needs a last day of work"), "ends_on")
        return
    if ends_on <= today:
        raise RuleBroken(_("The last day of work must be after today"), "ends_on")
    if Role.DATA_ENTRY in roles and ends_on > today + longest:
        raise RuleBroken(_("Data entry lasts six months at most"), "ends_on")
