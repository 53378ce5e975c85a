"""The page on which a receipt is annulled leaves a line of who looked at it."""

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.order_models import Method
from portal.fees.ordering import order
from portal.kernel.db import session
from tests import cast
from tests.fees.money import a_unit, charges_for
from tests.transfers.arriving import arrives
from tests.transfers.test_return_pages import at, receipt_of


def test_a_look_at_a_receipt_to_annul_is_written_down(app: Flask) -> None:
    unit, household = a_unit(), cast.a_household(cast.lan())
    ordered = order(charges_for(household, unit).values(), household, Method.TRANSFER)
    arrives(unit, 1_000, ordered.memo, "FT1")
    receipt_id, dung = receipt_of(household), cast.dung()

    assert at(app, dung).get(f"/desk/fees/receipts/{receipt_id}/annul").status_code == 200

    seen = sa.select(AuditLine).where(AuditLine.event == Event.FEES_SEEN)
    [line] = session.scalars(seen).all()
    assert line.staff_id == dung.staff_id
    assert line.object_ref == f"receipt:{receipt_id}"
