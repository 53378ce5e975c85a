"""A mother never learns what her grown daughter keeps for herself, on any page.

My is 15. Everything restricted in her record carries a marker; each page about her that
her mother may open is searched for all of them, and My finds them in her own.
"""

import re
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity
from portal.visits.models import (
    Appointment,
    CourseNote,
    Diagnosis,
    Encounter,
    EncounterDocument,
    ExaminationFinding,
    LabResult,
    Medicine,
    Procedure,
)
from tests import cast
from tests.attacks.daughter import MARK, OPEN, RESTRICTED, a_visit, measured, my, private_facts
from tests.client import InspectingClient

FIGURES = ("173", "61,7", "19,3", "171/111")  # weight and height, glucose, pressure
PAGES = (
    "record", "record/print", "visits", "results", "access", "immunisations",
    "measurements/pressure", "measurements/weight", "measurements/glucose",
    "measurements/growth",
)  # fmt: skip


@pytest.fixture
def house(app: Flask) -> tuple[cast.Member, cast.Member, UUID]:
    """Return mother, daughter, and the daughter's restricted visit."""
    mother = cast.lan()
    daughter = my(mother)
    hidden = a_visit(daughter, RESTRICTED, MARK, Sensitivity.MENTAL)
    measured(daughter, hidden, RESTRICTED)
    private_facts(daughter)
    session.commit()
    return mother, daughter, hidden


def test_no_page_tells_a_mother_what_is_her_daughters_alone(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, daughter, hidden = house
    cast.sign_in(visitor, mother)

    for path in ("/home", "/people", *(f"/people/{daughter.person_id}/{end}" for end in PAGES)):
        page = visitor.get(path)
        assert page.status_code == 200, path
        seen = [mark for mark in (MARK, *FIGURES, str(hidden)) if _stands_in(page.text, mark)]
        assert not seen, f"{path} shows {seen}"
    assert visitor.get(f"/visits/{hidden}").status_code == 404


def _stands_in(page: str, mark: str) -> bool:
    """Find it as a word of its own: figures occur in the hashed names of static files too."""
    return re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", page) is not None


def test_a_hidden_visit_is_not_counted(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, daughter, _hidden = house
    cast.sign_in(visitor, mother)
    pages = [f"/people/{daughter.person_id}/{end}" for end in ("record", "visits", "results")]
    before = [visitor.get(path).text.split("<main")[1] for path in ("/home", *pages)]

    for part in (Diagnosis, Medicine, Procedure, CourseNote, EncounterDocument, Appointment,
                 ExaminationFinding, LabResult):  # fmt: skip
        session.execute(sa.delete(part))
    session.execute(sa.delete(Measurement))
    session.execute(sa.delete(Encounter))
    session.commit()

    after = [visitor.get(path).text.split("<main")[1] for path in ("/home", *pages)]
    assert before == after


def test_the_daughter_reads_it_all_herself(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    _mother, daughter, hidden = house
    cast.sign_in(visitor, daughter)
    person = f"/people/{daughter.person_id}"

    assert MARK in visitor.get(f"/visits/{hidden}").text
    assert MARK in visitor.get(f"{person}/visits").text
    assert "61,7" in visitor.get(f"{person}/measurements/weight").text
    assert "171/111" in visitor.get(f"{person}/measurements/pressure").text
    assert "19,3" in visitor.get(f"{person}/measurements/glucose").text


def test_measured_values_of_an_open_visit_are_shown_to_the_mother(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    measured(daughter, a_visit(daughter, OPEN, "Mở", Sensitivity.NONE), OPEN)
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/people/{daughter.person_id}/measurements/pressure")

    assert "171/111" in page.text


def test_a_hidden_visit_answers_like_one_that_does_not_exist(
    house: tuple[cast.Member, cast.Member, UUID], visitor: InspectingClient
) -> None:
    mother, _daughter, hidden = house
    cast.sign_in(visitor, mother)

    refused, unknown = (visitor.get(f"/visits/{id_}") for id_ in (hidden, uuid4()))

    assert refused.status_code == unknown.status_code == 404
    assert refused.text == unknown.text
    [line] = session.scalars(sa.select(AuditLine))
    assert line.event is Event.ACCESS_REFUSED, "a look that was refused is no look"


def test_the_old_version_of_a_visit_that_became_private_leads_nowhere(
    app: Flask, visitor: InspectingClient
) -> None:
    mother = cast.lan()
    daughter = my(mother)
    old = a_visit(daughter, OPEN, "Mở", Sensitivity.NONE)
    session.get_one(Encounter, old).replaced_at = clock.now()
    session.flush()
    new = a_visit(daughter, OPEN, MARK, Sensitivity.MENTAL)
    session.get_one(Encounter, new).replaces_id = old
    session.commit()
    cast.sign_in(visitor, mother)

    page = visitor.get(f"/visits/{old}")

    assert page.status_code == 404
    assert "Location" not in page.headers
