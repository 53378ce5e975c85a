"""Several of one family tap at the same moment: one code, one first print, three notices."""

import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import NOBODY
from portal.fees import notices
from portal.fees.household_orders import order_for
from portal.fees.order_models import FeeOrder, Method
from portal.fees.payers import Payer
from portal.fees.receipts import note_printed, slip_of_commune
from portal.kernel.db import session
from portal.notifications.models import OutboxMessage
from tests.fees.crowd import together
from tests.fees.household import a_charged_household, pay_by_transfer

TAPS = 8


def test_the_same_choice_at_once_makes_one_order(app: Flask) -> None:
    home = a_charged_household()
    payers = [
        Payer(person_id=member.person_id, household_id=home.id, people=frozenset())
        for member in (home.lan, home.men)
    ]

    made = together(
        app,
        *(
            lambda payer=payer: order_for(payer, home.charges.values(), Method.TRANSFER, by=NOBODY)
            for payer in payers * (TAPS // 2)
        ),
    )

    assert len(set(made)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(FeeOrder)) == 1


def test_of_prints_at_once_one_is_the_first(app: Flask) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()

    printed = together(app, *(lambda: note_printed(paid.receipt_id) for _ in range(TAPS)))

    assert sorted(map(bool, printed)) == [False] * (TAPS - 1) + [True]


def test_of_notices_at_once_three_leave(app: Flask) -> None:
    home = a_charged_household()
    paid = pay_by_transfer(home, home.charges.values())
    session.commit()
    slip = slip_of_commune("Xã Đồng Sen", paid.receipt_id)
    assert slip is not None

    together(app, *(lambda: notices.tell_again(slip, home.lan.person_id) for _ in range(TAPS)))

    assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 3
