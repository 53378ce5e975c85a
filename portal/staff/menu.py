"""What surrounds the pages of staff: who is there, where, and the pages open to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for

from portal.kernel import clock
from portal.kernel.i18n import lazy_gettext as _l
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

HEAD, CLINICIAN, AUDITOR = Role.STATION_HEAD, Role.CLINICIAN, Role.AUDITOR
DESK = Role.STATION_STAFF
# Endpoint, words, icon, for whom; an endpoint that is not registered is left out.
PAGES = (
    ("clinic.search", _l("Find a patient"), "search", {CLINICIAN}),
    ("clinic.open_records", _l("Being viewed"), "clock", {CLINICIAN}),
    ("clinic.codes", _l("Enter a code"), "device", {CLINICIAN}),
    ("clinic.witness", _l("Witness"), "people", {CLINICIAN, DESK, HEAD}),
    ("oversight.reviews", _l("Review emergency openings"), "danger", {HEAD, AUDITOR}),
    ("oversight.cases", _l("Reports"), "message", {HEAD, AUDITOR}),
    ("oversight.counts", _l("Counts by month"), "chart", {HEAD, AUDITOR}),
    ("oversight.log_check", _l("Check the log"), "shield", {AUDITOR}),
    ("oversight.choose_staff", _l("One member of staff"), "people", {AUDITOR}),
    ("clinic.own_log", _l("My log"), "eye", {CLINICIAN}),
)

# Pages without a line of their own stand under one that has.
UNDER = {
    "clinic.begin_search": "clinic.search",
    "clinic.results": "clinic.search",
    "clinic.choose": "clinic.search",
    "clinic.own_request": "clinic.search",
    "clinic.record": "clinic.open_records",
    "clinic.visit": "clinic.open_records",
    "clinic.all_visits": "clinic.open_records",
    "clinic.hear": "clinic.witness",
}


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One page the member may open."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The frame of one page of staff; `seconds` until it locks by itself."""

    title: str
    full_name: str
    facility_name: str
    menu: tuple[MenuItem, ...]
    seconds: int


def desk_of(staff: SignedInStaff) -> Desk | None:
    """Return the frame of a page; None while the session is locked."""
    if staff.locked:
        return None
    return Desk(
        title=staff.title,
        full_name=staff.full_name,
        facility_name=staff.facility_name,
        menu=tuple(_items(staff)),
        seconds=max(0, int((staff.ends_at - clock.now()).total_seconds())),
    )


def _items(staff: SignedInStaff) -> Iterator[MenuItem]:
    for endpoint, label, icon, roles in PAGES:
        if endpoint in current_app.view_functions and roles & staff.roles:
            yield MenuItem(
                label=str(label),
                url=url_for(endpoint),
                icon=icon,
                current=endpoint in (request.endpoint, UNDER.get(request.endpoint or "")),
            )
