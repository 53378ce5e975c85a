"""Staff do not open their own record at work, and made-up ids begin no chain."""

from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.consents.sections import Section
from portal.kernel.db import session
from portal.staff.roles import Role
from tests import cast
from tests.attacks.test_the_policy_matrix import _consent
from tests.client import InspectingClient


def test_a_clinician_does_not_open_their_own_record_at_work(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    doctor = cast.a_staff_member("men", "Phạm Thị Mến", Role.CLINICIAN, person=men)
    _consent(men, *Section, facility=doctor.facility_code)
    session.commit()
    cast.sign_in_staff(visitor, doctor)

    assert visitor.get(f"/clinic/patients/{men.person_id}").status_code == 403

    [line] = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REFUSED))
    assert line.person_id == men.person_id, "she sees that somebody tried"


def test_an_id_somebody_made_up_begins_no_chain(app: Flask, visitor: InspectingClient) -> None:
    quan = cast.quan()
    session.commit()
    cast.sign_in_staff(visitor, quan)

    for _ in range(3):
        assert visitor.get(f"/clinic/patients/{uuid4()}").status_code == 403

    lines = session.scalars(sa.select(AuditLine)).all()
    assert [(line.event, line.chain) for line in lines] == 3 * [
        (Event.ACCESS_REFUSED, quan.staff_id)
    ]


def test_a_residents_guess_stays_in_their_own_chain(app: Flask, visitor: InspectingClient) -> None:
    hung = cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)

    assert visitor.get(f"/people/{uuid4()}/record").status_code == 404

    [line] = session.scalars(sa.select(AuditLine))
    assert (line.event, line.chain) == (Event.ACCESS_REFUSED, hung.account_id)
