"""Side ways to what a young person keeps: single diagnoses, reports, prints, coming of age."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor, Line
from portal.immunisation.models import Dose
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from portal.people.kinds import Sensitivity
from portal.visits.models import (
    Diagnosis,
    Encounter,
)
from tests import cast
from tests.attacks.daughter import (
    CLAIM,
    MARK,
    RESTRICTED,
    a_visit,
    my,
)
from tests.client import InspectingClient

PAGES = (
    "record", "record/print", "visits", "results", "access", "immunisations",
    "measurements/pressure", "measurements/weight", "measurements/glucose",
    "measurements/growth",
)  # fmt: skip


def test_a_private_diagnosis_names_no_open_visit(app: Flask, visitor: InspectingClient) -> None:
    """The visit is open, its main diagnosis alone is not."""
    mother = cast.lan()
    daughter = my(mother)
    visit = a_visit(daughter, RESTRICTED, "Mở", Sensitivity.NONE)
    session.execute(
        sa.update(Diagnosis).values(name=f"{MARK} tên", sensitivity=Sensitivity.REPRODUCTIVE)
    )
    session.execute(sa.update(Encounter).values(final_diagnosis=f"{MARK} kết luận"))
    session.commit()
    cast.sign_in(visitor, mother)
    person = f"/people/{daughter.person_id}"

    for path in (f"{person}/visits", f"/visits/{visit}", f"{person}/record/print"):
        assert MARK not in visitor.get(path).text, path
    assert "Kết quả mới" not in visitor.get("/home").text
    cast.sign_in(visitor, daughter)
    assert MARK in visitor.get(f"{person}/visits").text


def test_a_mother_asks_about_no_sign_in_of_her_daughter(
    app: Flask, visitor: InspectingClient
) -> None:
    """When My signed in, and from where, is not a look at her record."""
    mother = cast.lan()
    daughter = my(mother)
    signed_in = Actor(name="Trương Hà My", person_id=daughter.person_id)
    about = daughter.person_id
    trail.record(Line(event=Event.SIGNED_IN, basis=Basis.SELF, about=about, by=signed_in))
    session.commit()
    line = session.scalars(sa.select(AuditLine)).one()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/disputes/new?about=look:{line.seq}")

    assert page.status_code == 404


def test_a_mother_does_not_read_that_her_daughter_reported_her(
    app: Flask, visitor: InspectingClient
) -> None:
    """The look a daughter finds strange may have been her mother's own."""
    mother = cast.lan()
    daughter = my(mother)
    session.commit()
    person = f"/people/{daughter.person_id}"
    hers = cast.sign_in(InspectingClient(app), mother)
    hers.get(f"{person}/record")
    line = session.scalars(sa.select(AuditLine)).one()
    cast.sign_in(visitor, daughter)
    for about in (f"look:{line.seq}", "B5", "B8"):
        sent = visitor.submit(f"{person}/disputes/new?about={about}", {"says": MARK})
        assert MARK in visitor.get(sent.location).text
        assert hers.get(sent.location).status_code == 404, about


def test_a_printed_dose_tells_a_mother_of_no_pregnancy(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    session.add(
        Dose(
            id=uuid4(),
            person_id=daughter.person_id,
            vaccine_code="td",
            vaccine_key="td",
            vaccine_name="Td",
            given_on=date(2026, 10, 1),
            given_precision=Precision.DAY,
            gestation_month=5,
            **CLAIM,
        )
    )
    session.commit()
    path = f"/people/{daughter.person_id}/record/print"
    cell = "<td>5</td>"

    assert cell not in cast.sign_in(InspectingClient(app), mother).get(path).text
    assert cell in cast.sign_in(visitor, daughter).get(path).text


def test_at_eighteen_everything_closes_at_midnight(
    app: Flask, visitor: InspectingClient, time: Any
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    session.commit()
    time.now = datetime(2029, 4, 30, 16, 59, tzinfo=UTC)  # 23:59 in Viet Nam
    cast.sign_in(visitor, mother)
    pages = [f"/people/{daughter.person_id}/{end}" for end in PAGES]
    assert all(visitor.get(path).status_code == 200 for path in pages)

    time.now += timedelta(minutes=1)

    assert all(visitor.get(path).status_code == 404 for path in pages)
    assert "Trương Hà My" not in visitor.get("/home").text
    assert "Trương Hà My" not in visitor.get("/people").text
