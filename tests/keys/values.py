"""Rows with sealed values of every sort: free, kept by triggers, and with the row in the place."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.consents.models import Consent
from portal.consents.sections import Section
from portal.fees.order_models import Receipt
from portal.issuing.models import SlipPart
from portal.issuing.taking import _pages
from portal.kernel.db import database, session
from portal.kernel.sealed_columns import sealed_columns
from portal.people.models import Identifier, Phone
from tests import cast
from tests.consents.test_giving_and_ending import _grant
from tests.fees.household import a_charged_household, pay_by_transfer
from tests.issuing import steps
from tests.issuing.test_making_slips import a_village_batch


def values_of_every_sort(app: Flask) -> UUID:
    """Store them; return the batch of slips."""
    home = a_charged_household()
    pay_by_transfer(home, home.charges.values())
    _grant(home.men, Section.VISITS, staff_id=cast.quan().staff_id)
    session.commit()
    batch = a_village_batch(app, 2)
    steps.make_all(app)
    return batch


def opened(batch: UUID) -> dict[str, list[str]]:
    """Open every sealed value there is."""
    with database().transaction() as connection:
        found = {
            f"{column.table.name}.{column.name}": sorted(
                filter(None, connection.execute(sa.select(column)).scalars())
            )
            for column in sealed_columns()
        }
    found["slips"] = [_pages(database(), batch, 1).hex()]
    for kept in (Consent, Receipt, Identifier, Phone, SlipPart):
        assert session.scalars(sa.select(sa.func.count()).select_from(kept)).one(), kept
    session.rollback()
    return found
