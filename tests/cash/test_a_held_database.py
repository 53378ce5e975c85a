"""Cash taken while somebody holds the books too long is asked for again, and nothing is lost."""

import sqlalchemy as sa
from flask import Flask

from portal.fees.models import Charge
from portal.fees.order_models import FeeOrder, Receipt
from portal.kernel.db import database, session
from tests import cast
from tests.cash.steps import a_collecting_commune, at, take


def test_a_form_that_waited_too_long_is_answered_calmly_and_can_be_sent_again(app: Flask) -> None:
    commune, desk = a_collecting_commune(), at(app, cast.hanh())

    with database().transaction() as somebody:
        somebody.execute(sa.select(Charge.id).with_for_update())
        page = take(desk, commune.lans, *commune.charges)

    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    for table in (FeeOrder, Receipt):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    session.commit()
    assert take(desk, commune.lans, *commune.charges).status_code == 303
