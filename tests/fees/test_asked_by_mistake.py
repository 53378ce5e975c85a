"""The desk ends what was asked by mistake, with its reason, and asks it again."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.fees.models import Charge, Exemption, ExemptionKind, WhyCancelled
from portal.fees.order_models import FeeOrder, Method, OrderState
from portal.fees.ordering import order
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Membership
from portal.staff.models import StaffMember
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees.commands import fees
from tests.fees.household import Household, a_charged_household, in_english, pay_by_transfer

NOTE = "ghi nhầm, người này ở xã khác"


@pytest.fixture
def desk(visitor: InspectingClient) -> InspectingClient:
    """Return the browser of Hạnh at the desk, in English."""
    cast.sign_in_staff(visitor, cast.hanh())
    visitor.set_cookie("language", "en")
    return visitor


def _page(home: Household) -> str:
    return f"/desk/fees/exemptions/{home.id}/mistakes"


def _ends(desk: InspectingClient, home: Household, charge: UUID, note: str = NOTE) -> str:
    answer = desk.submit(_page(home), {"charge": str(charge), "note": note}, to=_page(home))
    return desk.get(_page(home)).text if answer.status_code == 303 else answer.text


def _why(charge: UUID) -> WhyCancelled | None:
    session.rollback()
    found = session.scalars(sa.select(Charge.cancelled_why).where(Charge.id == charge)).one()
    session.rollback()
    return found


def test_what_was_asked_by_mistake_is_asked_no_more_and_its_order_is_withdrawn(
    app: Flask, desk: InspectingClient
) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    order([charge], home.id, Method.TRANSFER, by_person=home.lan.person_id)
    session.commit()

    page = _ends(desk, home, charge)

    assert NOTE in page
    assert _why(charge) is WhyCancelled.MISTAKE
    assert session.scalars(sa.select(FeeOrder.state)).one() is OrderState.CANCELLED
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.FEES_CHANGED))
    assert [(line.section, line.person_id, line.object_ref) for line in lines] == [
        ("mistake", home.men.person_id, f"charge:{charge}")
    ]
    session.rollback()
    listed = in_english(a_browser(app), home.lan).get("/fees").text
    assert "1,000" in listed
    assert "2,000" not in listed
    assert "Ended by the station" in listed, "who paid for it without a receipt learns of it"
    assert NOTE not in listed


def test_opening_the_year_again_does_not_ask_it_anew_but_the_desk_may(
    app: Flask, desk: InspectingClient
) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    _ends(desk, home, charge)
    fees(app, "open-year", "2026")
    assert _why(charge) is WhyCancelled.MISTAKE

    answer = desk.submit(_page(home), {"again": str(charge)}, to=f"{_page(home)}/again")

    assert answer.status_code == 303
    assert _why(charge) is None
    twice = desk.submit(_page(home), {"again": str(charge)}, to=f"{_page(home)}/again")
    assert (twice.status_code, "This is asked already" in twice.text) == (422, True)


def test_what_was_paid_is_not_ended(app: Flask, desk: InspectingClient) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    pay_by_transfer(home, [charge])
    session.commit()

    page = _ends(desk, home, charge)

    assert "This was paid or ended meanwhile" in page
    assert _why(charge) is None


@pytest.mark.parametrize(
    ("note", "sentence"),
    [("", "Write down why it was a mistake"), ("x" * 301, "Write at most 300 letters")],
)
def test_without_a_reason_nothing_is_ended_and_the_choice_is_kept(
    app: Flask, desk: InspectingClient, note: str, sentence: str
) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]

    page = _ends(desk, home, charge, note)

    assert sentence in page
    assert f'value="{charge}" checked' in page
    assert _why(charge) is None


def test_nobody_ends_a_charge_of_their_own_household(app: Flask, desk: InspectingClient) -> None:
    home = a_charged_household()
    session.execute(sa.update(StaffMember).values(person_id=home.lan.person_id))
    session.commit()

    page = _ends(desk, home, home.charges[home.men.person_id])

    assert "Nobody decides about the fee of their own household or relatives" in page
    assert _why(home.charges[home.men.person_id]) is None


def test_a_charge_of_another_household_is_not_ended(app: Flask, desk: InspectingClient) -> None:
    home, other = a_charged_household(), cast.a_household(cast.hung(), code="DS-0009")
    session.commit()
    address = f"/desk/fees/exemptions/{other}/mistakes"
    charge = home.charges[home.men.person_id]

    token = desk.token(_page(home))
    answer = desk.post(address, data={"charge": str(charge), "note": NOTE, "csrf_token": token})

    assert answer.status_code == 422
    assert _why(charge) is None


def test_the_database_takes_no_mistake_without_who_and_why(app: Flask) -> None:
    home = a_charged_household()

    with pytest.raises(sa.exc.IntegrityError):
        session.execute(
            sa.update(Charge).values(
                cancelled_why=WhyCancelled.MISTAKE, cancelled_at=Charge.opened_at
            )
        )
    session.rollback()
    assert _why(home.charges[home.men.person_id]) is None


def test_who_is_exempt_meanwhile_is_not_asked_again(app: Flask, desk: InspectingClient) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    _ends(desk, home, charge)
    session.add(
        Exemption(
            person_id=home.men.person_id,
            kind=ExemptionKind.POOR_HOUSEHOLD,
            from_year=2026,
            until_year=2026,
            evidence="QĐ 7",
            entered_by=session.scalars(sa.select(StaffMember.id)).one(),
            entered_at=clock.now(),
        )
    )
    session.commit()

    answer = desk.submit(_page(home), {"again": str(charge)}, to=f"{_page(home)}/again")

    assert "exempt for these years already" in answer.text

    assert _why(charge) is WhyCancelled.MISTAKE


def test_nobody_ends_what_a_relative_owes_who_has_left_the_household(
    app: Flask, desk: InspectingClient
) -> None:
    home = a_charged_household()
    charge = home.charges[home.men.person_id]
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id == home.men.person_id)
        .values(left_on=clock.today())
    )
    session.execute(sa.update(StaffMember).values(person_id=home.men.person_id))
    session.commit()

    _ends(desk, home, charge)

    assert _why(charge) is None
