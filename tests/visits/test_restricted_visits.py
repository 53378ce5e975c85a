"""A restricted visit is shown to the person alone and leaves no trace anywhere else."""

from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity
from portal.visits.models import Diagnosis, Encounter, LabResult
from tests import cast
from tests.client import InspectingClient
from tests.performance.full_records import (
    diagnoses,
    encounters,
    insert,
    lab_results,
    measurements,
)

SECRET = "Rối loạn lo âu lan tỏa"


@pytest.fixture
def an(app: Flask) -> cast.Member:
    """Return a girl of fifteen with an account of her own."""
    return cast.a_person(
        "Trương Hà An", born=PartialDate(date(2011, 5, 1)), personal_id="999311000111"
    )


@pytest.fixture
def mother(an: cast.Member) -> cast.Member:
    """Return Lan, who represents her."""
    lan = cast.lan()
    cast.represents(lan, an)
    return lan


@pytest.fixture
def restricted(an: cast.Member, mother: cast.Member) -> UUID:
    """Return the newest of her 21 visits, kept apart, with a result and a weight of its own."""
    newest, *others = encounters(an, 21)
    insert(Encounter, [newest | {"sensitivity": Sensitivity.MENTAL, "reason": SECRET}, *others])
    insert(Diagnosis, [diagnoses(newest["id"], 1)[0] | {"name": SECRET}])
    insert(LabResult, [lab_results(newest["id"], an, 1)[0] | {"value_text": "7,77"}])
    weight = measurements(an, 1)[1]
    insert(Measurement, [weight | {"value": 77.7, "encounter_id": newest["id"]}])
    session.commit()
    return UUID(str(newest["id"]))


def test_the_person_sees_it_in_the_list_and_as_a_page(
    visitor: InspectingClient, an: cast.Member, restricted: UUID
) -> None:
    cast.sign_in(visitor, an)

    listed = visitor.get(f"/people/{an.person_id}/visits").text

    assert SECRET in listed
    assert "Xem các lần trước" in listed
    assert SECRET in visitor.get(f"/visits/{restricted}").text


def test_a_representative_sees_neither_it_nor_a_page_too_many(
    visitor: InspectingClient, an: cast.Member, mother: cast.Member, restricted: UUID
) -> None:
    cast.sign_in(visitor, mother)

    listed = visitor.get(f"/people/{an.person_id}/visits").text

    assert listed.count('href="/visits/') == 20
    assert str(restricted) not in listed
    assert SECRET not in listed
    assert "Xem các lần trước" not in listed


def test_its_page_answers_a_representative_as_if_it_were_not_there(
    visitor: InspectingClient, mother: cast.Member, restricted: UUID
) -> None:
    cast.sign_in(visitor, mother)

    hidden, unknown = visitor.get(f"/visits/{restricted}"), visitor.get(f"/visits/{uuid4()}")

    assert hidden.status_code == unknown.status_code == 404
    assert SECRET not in hidden.text
    assert "Trương Hà An" not in hidden.text, "the strip would tell whose visit it is"


def test_the_refused_look_is_written_down(
    visitor: InspectingClient, an: cast.Member, mother: cast.Member, restricted: UUID
) -> None:
    cast.sign_in(visitor, mother)
    visitor.get(f"/visits/{restricted}")

    refused = session.scalars(
        sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REFUSED)
    ).one()
    assert (refused.person_id, refused.actor_person_id) == (an.person_id, mother.person_id)
    assert refused.object_ref == f"encounter:{restricted}"


def test_it_is_counted_for_the_person_only(
    visitor: InspectingClient, an: cast.Member, mother: cast.Member, restricted: UUID
) -> None:
    record = f"/people/{an.person_id}/record"
    cast.sign_in(visitor, an)
    assert "21 lần." in visitor.get(record).text

    cast.sign_in(visitor, mother)

    page = visitor.get(record).text
    assert "20 lần." in page
    assert "21 lần." not in page
    assert "77,7" not in page


@pytest.mark.parametrize(
    ("page", "value"), [("results", "7,77"), ("measurements/weight", "77,7")], ids=str
)
def test_its_values_are_shown_to_the_person_only(
    visitor: InspectingClient,
    an: cast.Member,
    mother: cast.Member,
    restricted: UUID,
    page: str,
    value: str,
) -> None:
    address = f"/people/{an.person_id}/{page}"
    cast.sign_in(visitor, an)
    assert value in visitor.get(address).text

    cast.sign_in(visitor, mother)

    assert value not in visitor.get(address).text
