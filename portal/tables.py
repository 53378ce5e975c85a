"""Every table of the portal, imported so that the metadata is complete."""

from portal.accounts import models as accounts
from portal.audit import models as audit
from portal.cases import models as cases
from portal.cash import models as cash
from portal.clinic.additions import models as clinic_additions
from portal.consents import models as consents
from portal.consents import request_models as consent_requests
from portal.desk import models as desk
from portal.emergency import models as emergency
from portal.fees import models as fees
from portal.fees import order_models as fee_orders
from portal.finding import models as finding
from portal.gateways import models as gateways
from portal.immunisation import models as immunisation
from portal.interop import models as interop
from portal.issuing import models as issuing
from portal.kernel.db import Base
from portal.ledger import models as ledger
from portal.measurements import models as measurements
from portal.merging import models as merging
from portal.notifications import models as notifications
from portal.people import models as people
from portal.people import places
from portal.receiving import giving_models as cash_given_back
from portal.receiving import models as receiving
from portal.receiving import payout_models as payouts
from portal.record import models as record
from portal.resets import activation_models as reset_activations
from portal.resets import models as resets
from portal.staff import models as staff
from portal.transfers import models as transfers
from portal.visits import models as visits

MODULES = (
    accounts,
    audit,
    cases,
    cash,
    cash_given_back,
    clinic_additions,
    consents,
    consent_requests,
    desk,
    emergency,
    fees,
    fee_orders,
    finding,
    gateways,
    immunisation,
    interop,
    issuing,
    ledger,
    measurements,
    merging,
    notifications,
    people,
    payouts,
    places,
    receiving,
    record,
    resets,
    reset_activations,
    staff,
    transfers,
    visits,
)
metadata = Base.metadata
