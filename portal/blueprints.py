"""The table of contents: every feature that has pages or commands."""

from flask import Flask

from portal import database_commands
from portal.access.pages import blueprint as access
from portal.accounts.commands import group as accounts_commands
from portal.accounts.views import blueprint as accounts
from portal.backups.commands import group as backup_commands
from portal.cases.views import blueprint as cases
from portal.cash.beginning import list_of as list_of_village
from portal.cash.pages import blueprint as cash
from portal.cash.waiting import waiting_for as cash_waits
from portal.clinic.commands import group as clinic_commands
from portal.clinic.pages import blueprint as clinic
from portal.desk.pages import blueprint as desk
from portal.desk.waiting import waiting_for as desk_waits
from portal.fees import methods, whereabouts
from portal.fees.commands import group as fees_commands
from portal.fees.desk.pages import blueprint as fees_desk
from portal.fees.methods import Offer
from portal.fees.views import blueprint as fees
from portal.gateways.beginning import OFFERS as GATEWAYS
from portal.gateways.pages import blueprint as gateways
from portal.immunisation.views import blueprint as immunisation
from portal.interop.commands import group as interop_commands
from portal.interop.demo.commands import group as demo_commands
from portal.issuing.commands import group as issuing_commands
from portal.issuing.pages import blueprint as issuing
from portal.issuing.waiting import waiting_for as slips_wait
from portal.keys.commands import group as keys_commands
from portal.merging.pages import blueprint as merging
from portal.merging.waiting import waiting_for as merges_wait
from portal.notifications.commands import group as notifications_commands
from portal.offline.views import blueprint as offline
from portal.oversight.commands import group as oversight_commands
from portal.oversight.views import blueprint as oversight
from portal.oversight.waiting import waiting_for as watching_waits
from portal.overview.canary import group as audit_commands
from portal.overview.health import blueprint as health
from portal.overview.policy_reports import blueprint as policy_reports
from portal.overview.printing.views import blueprint as printing
from portal.overview.trend_views import blueprint as measurements
from portal.overview.views import blueprint as overview
from portal.progress.pages import blueprint as progress
from portal.receiving.whereabouts import money_of
from portal.record.views import blueprint as record
from portal.representation.commands import group as representation_commands
from portal.resets.commands import group as resets_commands
from portal.resets.pages import blueprint as resets
from portal.resets.waiting import waiting_for as resets_wait
from portal.selfcheck.commands import group as security_commands
from portal.settlement.commands import reconcile_command
from portal.settlement.pages import blueprint as settlement
from portal.sharing.commands import group as sharing_commands
from portal.sharing.pages import blueprint as sharing
from portal.sharing.representatives.pages import blueprint as representatives
from portal.staff import beginning, waiting
from portal.staff.commands import group as staff_commands
from portal.staff.invitations import waiting_for as accounts_wait
from portal.staff.roles import Role
from portal.staff.views import blueprint as staff
from portal.telemetry.commands import group as metrics_commands
from portal.transfers.messengers import blueprint as transfers
from portal.transfers.views.pages import blueprint as transfers_desk
from portal.transfers.waiting import waiting_for as returns_wait
from portal.upkeep.views import blueprint as upkeep
from portal.visits.views import blueprint as visits
from portal.work import work

PAGES = (
    accounts,
    overview,
    record,
    immunisation,
    visits,
    measurements,
    printing,
    access,
    sharing,
    representatives,
    cases,
    staff,
    clinic,
    desk,
    issuing,
    resets,
    fees,
    fees_desk,
    merging,
    cash,
    oversight,
    progress,
    settlement,
    transfers,
    transfers_desk,
    gateways,
    upkeep,
    offline,
    health,
    policy_reports,
)
COMMANDS = (
    database_commands.group,
    audit_commands,
    accounts_commands,
    staff_commands,
    clinic_commands,
    resets_commands,
    issuing_commands,
    sharing_commands,
    representation_commands,
    notifications_commands,
    oversight_commands,
    fees_commands,
    keys_commands,
    backup_commands,
    security_commands,
    interop_commands,
    demo_commands,
    metrics_commands,
)
# What each feature has waiting for somebody's word.
WAITING = (
    desk_waits,
    resets_wait,
    slips_wait,
    merges_wait,
    accounts_wait,
    watching_waits,
    returns_wait,
    cash_waits,
)
# What a feature lets the work of a role begin with, while there is something to do.
BEGINNINGS = {Role.VILLAGE_HEAD: list_of_village}
# Ways to pay the fee besides a transfer.
OFFERS: tuple[Offer, ...] = GATEWAYS


def register(app: Flask) -> None:
    """Put the features' pages, commands and waiting work into the application."""
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    for group in COMMANDS:
        app.cli.add_command(group)
    fees_commands.add_command(reconcile_command)
    app.cli.add_command(database_commands.prepare)
    app.cli.add_command(work)
    waiting.init_app(app, WAITING)
    beginning.init_app(app, BEGINNINGS)
    methods.init_app(app, OFFERS)
    whereabouts.init_app(app, money_of)
