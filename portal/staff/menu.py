"""What surrounds the pages of staff: who is there, where, and the pages open to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for

from portal.kernel import clock
from portal.kernel.i18n import lazy_gettext as _l
from portal.staff import waiting
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

HEAD, CLINICIAN, AUDITOR = Role.STATION_HEAD, Role.CLINICIAN, Role.AUDITOR
DESK, ENTRY = Role.STATION_STAFF, Role.DATA_ENTRY
COLLABORATOR, VILLAGE = Role.COLLABORATOR, Role.VILLAGE_HEAD
COUNTER, CARE, WATCH = _l("Counter"), _l("Care"), _l("Oversight")
# Endpoint, words, icon, for whom; an endpoint that is not registered is left out. The lines of
# one group stand together.
PAGES = (
    (COUNTER, "desk.search", _l("Find a resident"), "search", {DESK, HEAD}),
    (COUNTER, "resets.resets", _l("Reissue an account"), "key", {DESK, HEAD}),
    (COUNTER, "issuing.slips", _l("Issue new accounts"), "plus", {DESK, HEAD}),
    (
        COUNTER,
        "progress.figures",
        _l("Figures by village"),
        "chart",
        {DESK, HEAD, VILLAGE, COLLABORATOR},
    ),
    (COUNTER, "cash.search", _l("Take cash"), "money", {DESK, HEAD}),
    (COUNTER, "cash.village", _l("Collect the fee"), "money", {VILLAGE}),
    (COUNTER, "fees_desk.exempt_households", _l("Exemptions from the fee"), "check", {DESK, HEAD}),
    (COUNTER, "cash.box", _l("Cash in hand"), "lock", {DESK, HEAD, VILLAGE}),
    (COUNTER, "transfers_desk.money", _l("Money that waits"), "clock", {DESK, HEAD}),
    (COUNTER, "merging.register", _l("Register of people"), "people", {DESK, HEAD}),
    (COUNTER, "merging.enter", _l("Enter a newborn"), "plus", {ENTRY}),
    (COUNTER, "oversight.waiting", _l("Waiting for my word"), "edit", {DESK, HEAD, AUDITOR}),
    (COUNTER, "resets.vouching", _l("Vouch for somebody"), "check", {CLINICIAN, COLLABORATOR}),
    (CARE, "clinic.search", _l("Find a patient"), "visit", {CLINICIAN}),
    (CARE, "clinic.open_records", _l("Being viewed"), "clock", {CLINICIAN}),
    (CARE, "clinic.codes", _l("Enter a code"), "device", {CLINICIAN}),
    (CARE, "clinic.witness", _l("Witness"), "person", {CLINICIAN, DESK, HEAD}),
    (CARE, "clinic.own_log", _l("My log"), "eye", {CLINICIAN}),
    (WATCH, "oversight.reviews", _l("Review emergency openings"), "danger", {HEAD, AUDITOR}),
    (WATCH, "oversight.cases", _l("Reports"), "message", {HEAD, AUDITOR}),
    (WATCH, "oversight.counts", _l("Counts by month"), "record", {HEAD, AUDITOR}),
    (WATCH, "oversight.log_check", _l("Check the log"), "shield", {AUDITOR}),
    (WATCH, "oversight.choose_staff", _l("One member of staff"), "eye", {AUDITOR}),
    (WATCH, "oversight.resets", _l("Report on resets"), "info", {HEAD, AUDITOR}),
    (WATCH, "settlement.reconciliation", _l("Reconcile the fee"), "money", {HEAD, AUDITOR}),
    (WATCH, "upkeep.upkeep", _l("Upkeep"), "check", {HEAD, AUDITOR}),
    (WATCH, "staff.members", _l("Accounts of staff"), "lock", {HEAD, AUDITOR}),
)
# A head of a hospital has no commune, and so no report on one; an auditor has them all.
OF_A_COMMUNE = "oversight.resets"
# More lines than this are read in groups.
UNGROUPED = 8
# The line that says how much waits behind it.
COUNTED = "oversight.waiting"
# Where a patient waits no count is made: it costs a query of every feature.
UNCOUNTED = "clinic"

# Pages without a line of their own stand under one that has.
UNDER = {
    "oversight.desk_log": "oversight.resets",
    "oversight.desk_log_of": "oversight.resets",
    "staff.invite": "staff.members",
    "staff.invitation": "staff.members",
    "staff.member": "staff.members",
    "staff.send_invitation": "staff.members",
    "staff.show_code": "staff.members",
    "desk.begin_search": "desk.search",
    "desk.results": "desk.search",
    "desk.resident": "desk.search",
    "desk.key_card": "desk.search",
    "desk.print_key_card": "desk.search",
    "desk.representatives": "desk.search",
    "desk.name_representative": "desk.search",
    "desk.end_representative": "desk.search",
    "desk.send_end": "desk.search",
    "desk.naming": "desk.search",
    "desk.read_out_code": "desk.search",
    "desk.second": "oversight.waiting",
    "desk.agree_naming": "oversight.waiting",
    "clinic.begin_search": "clinic.search",
    "clinic.results": "clinic.search",
    "clinic.choose": "clinic.search",
    "clinic.own_request": "clinic.search",
    "clinic.record": "clinic.open_records",
    "clinic.visit": "clinic.open_records",
    "clinic.all_visits": "clinic.open_records",
    "clinic.hear": "clinic.witness",
    "merging.enter": "merging.register",
    "merging.enter_newborn": "merging.enter",
    "merging.pair": "merging.register",
    "merging.ask_merge": "merging.register",
    "merging.merge": "merging.register",
    "merging.do_merge": "merging.register",
    "merging.undo_merge": "merging.register",
    "merging.death": "merging.register",
    "merging.record_death": "merging.register",
    "merging.take_death_back": "merging.register",
    "merging.number": "merging.register",
    "merging.record_number": "merging.register",
    "merging.give_name": "merging.register",
    "resets.ask": "resets.resets",
    "resets.ask_questions": "resets.resets",
    "resets.reset": "resets.resets",
    "resets.decide": "resets.resets",
    "resets.slip_page": "resets.resets",
    "resets.settle": "resets.resets",
    "resets.send_ask": "resets.resets",
    "resets.send_questions": "resets.resets",
    "resets.withdraw": "resets.resets",
    "resets.stop": "resets.resets",
    "resets.allow": "resets.resets",
    "resets.refuse": "resets.resets",
    "resets.print_slip": "resets.resets",
    "resets.propose": "resets.resets",
    "resets.agree": "resets.resets",
    "resets.disagree": "resets.resets",
    "resets.vouch": "resets.vouching",
    "resets.decline": "resets.vouching",
    "transfers_desk.arrival": "transfers_desk.money",
    "transfers_desk.find_household": "transfers_desk.money",
    "transfers_desk.place_order": "transfers_desk.money",
    "transfers_desk.place_charges": "transfers_desk.money",
    "transfers_desk.mark_deposit": "transfers_desk.money",
    "transfers_desk.ask_return": "transfers_desk.money",
    "transfers_desk.statement": "transfers_desk.money",
    "transfers_desk.bring_statement": "transfers_desk.money",
    "transfers_desk.brought_statement": "transfers_desk.money",
    "transfers_desk.confirm_statement": "transfers_desk.money",
    "transfers_desk.refuse_statement": "transfers_desk.money",
    "transfers_desk.money_returns": "transfers_desk.money",
    "transfers_desk.money_return": "transfers_desk.money",
    "transfers_desk.allow_return": "transfers_desk.money",
    "transfers_desk.refuse_return": "transfers_desk.money",
    "transfers_desk.send_return": "transfers_desk.money",
    "transfers_desk.say_never_came": "transfers_desk.money",
    "transfers_desk.doubt_striking": "transfers_desk.money",
    "transfers_desk.keep_striking": "transfers_desk.money",
    "transfers_desk.take_striking_back": "transfers_desk.money",
    "transfers_desk.ask_payout": "transfers_desk.money",
    "transfers_desk.say_payout": "transfers_desk.money",
    "transfers_desk.payout": "transfers_desk.money",
    "transfers_desk.confirm_payout": "transfers_desk.money",
    "transfers_desk.withdraw_payout": "transfers_desk.money",
    "transfers_desk.doubt_payout": "transfers_desk.money",
    "transfers_desk.keep_payout": "transfers_desk.money",
    "transfers_desk.take_payout_back": "transfers_desk.money",
    "transfers_desk.annul_page": "transfers_desk.money",
    "transfers_desk.annul": "transfers_desk.money",
    "fees_desk.find_household": "fees_desk.exempt_households",
    "fees_desk.exempt_household": "fees_desk.exempt_households",
    "fees_desk.exempt": "fees_desk.exempt_households",
    "fees_desk.end_exemption": "fees_desk.exempt_households",
    "fees_desk.terms_of_the_fee": "fees_desk.exempt_households",
    "fees_desk.mistakes": "fees_desk.exempt_households",
    "fees_desk.end_mistake": "fees_desk.exempt_households",
    "fees_desk.ask_again": "fees_desk.exempt_households",
    "fees_desk.official_number": "cash.search",
    "fees_desk.enter_official_number": "cash.search",
    "cash.find": "cash.search",
    "cash.household": "cash.search",
    "cash.take": "cash.search",
    "cash.receipt": "cash.search",
    "cash.given_back": "cash.search",
    "cash.say_given_back": "cash.search",
    "cash.withdraw_given_back": "cash.search",
    "cash.search": "cash.village",
    "cash.offer": "cash.box",
    "cash.handover": "cash.box",
    "cash.count": "cash.box",
    "cash.withdraw": "cash.box",
    "cash.day": "cash.box",
    "cash.close_day": "cash.box",
    "cash.deposits": "cash.box",
    "cash.deposit": "cash.box",
    "cash.one_deposit": "cash.box",
    "cash.doubt_deposit": "cash.box",
    "cash.withdraw_deposit": "cash.box",
    "cash.keep_deposit": "cash.box",
    "cash.left_behind": "cash.box",
    "cash.claim": "cash.box",
    "cash.take_over": "cash.box",
    "cash.witness": "cash.box",
    "cash.give_up": "cash.box",
    "cash.collectors": "cash.box",
    "issuing.village": "issuing.villages",
    "issuing.villages": "progress.figures",
    "progress.month_report": "progress.figures",
    "issuing.find_households": "issuing.slips",
    "issuing.ask_household": "issuing.slips",
    "issuing.ask_village": "issuing.slips",
    "issuing.batch": "issuing.slips",
    "issuing.allow": "issuing.slips",
    "issuing.refuse": "issuing.slips",
    "issuing.withdraw": "issuing.slips",
    "issuing.take": "issuing.slips",
    "issuing.ask_person": "issuing.slips",
    "issuing.open_account": "issuing.slips",
}


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One page the member may open; `count` things wait behind it, `group` is what it is for."""

    group: str
    label: str
    count: int
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Menu:
    """The pages open to one member; a long one is read in groups."""

    items: tuple[MenuItem, ...]

    @property
    def is_long(self) -> bool:
        return len(self.items) > UNGROUPED


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The frame of one page of staff; `seconds` until it locks by itself."""

    title: str
    full_name: str
    facility_name: str
    menu: Menu
    seconds: int


def desk_of(staff: SignedInStaff) -> Desk | None:
    """Return the frame of a page; None while the session is locked."""
    if staff.locked:
        return None
    return Desk(
        title=staff.title,
        full_name=staff.full_name,
        facility_name=staff.facility_name,
        menu=Menu(items=tuple(_items(staff))),
        seconds=max(0, int((staff.ends_at - clock.now()).total_seconds())),
    )


def _items(staff: SignedInStaff) -> Iterator[MenuItem]:
    here = set(_lines_of(request.endpoint))
    for group, endpoint, label, icon, roles in PAGES:
        if endpoint in current_app.view_functions and _is_for(staff, endpoint, roles):
            yield MenuItem(
                group=str(group),
                label=str(label),
                count=_count(staff) if endpoint == COUNTED else 0,
                url=url_for(endpoint),
                icon=icon,
                current=endpoint in here,
            )


def _is_for(staff: SignedInStaff, endpoint: str, roles: set[Role]) -> bool:
    without = endpoint == OF_A_COMMUNE and staff.commune is None and AUDITOR not in staff.roles
    return bool(roles & staff.roles) and not without


def _count(staff: SignedInStaff) -> int:
    return 0 if request.blueprint == UNCOUNTED else waiting.count_for(staff)


def _lines_of(endpoint: str | None) -> Iterator[str]:
    """Yield a page and those it stands under: which of them has a line depends on the member."""
    while endpoint:
        yield endpoint
        endpoint = UNDER.get(endpoint)
