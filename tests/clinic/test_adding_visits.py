"""A clinician writes a visit or advice into a record that is open to them."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.consents.sections import Section
from portal.kernel.db import session
from portal.people.kinds import Sensitivity, Source
from portal.visits.kinds import DiagnosisRole
from portal.visits.models import Appointment, Diagnosis, Encounter
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic.adding import VISIT, add, allow, entries, lines

SECRET = {"reason": "Khám riêng", "name_0": "Trầm cảm"}


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(men: Member, visitor: InspectingClient) -> StaffCast:
    """Return the doctor, signed in, whom Mến lets see her visits."""
    doctor = cast.quan()
    allow(men, doctor, Section.VISITS)
    session.commit()
    cast.sign_in_staff(visitor, doctor)
    visitor.set_cookie("language", "en")
    return doctor


def visits() -> list[Encounter]:
    found = list(session.scalars(sa.select(Encounter).order_by(Encounter.recorded_on)))
    session.commit()
    return found


def test_a_visit_is_written_as_it_was_typed(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    answer = add(visitor, men, "visit", VISIT)

    assert answer.status_code == 303
    assert answer.location == f"/clinic/patients/{men.person_id}/add"
    [visit] = visits()
    assert (visit.reason, visit.treatment) == ("Tái khám", "Tiếp tục thuốc")
    assert visit.advice == "Ăn nhạt\nĐi bộ 30 phút"
    assert visit.facility_code == cast.STATION
    assert visit.source is Source.STATION
    assert visit.recorded_by == visit.clinician == "Bác sĩ Lê Minh Quân"
    assert visit.recorded_on == date(2026, 11, 24)
    found = session.scalars(sa.select(Diagnosis).order_by(Diagnosis.id)).all()
    assert [(one.role, one.icd10, one.name) for one in found] == [
        (DiagnosisRole.MAIN, "I10", "Tăng huyết áp"),
        (DiagnosisRole.SECONDARY, "E11.9", "Đái tháo đường típ 2"),
    ]
    assert session.scalar(sa.select(Appointment.due_on)) == date(2026, 12, 10)


def test_the_resident_reads_the_visit_with_its_source(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    [visit] = visits()
    cast.sign_in(visitor, men)

    page = visitor.get(f"/visits/{visit.id}").text

    for words in ("Bác sĩ Lê Minh Quân", "Trạm Y tế xã Đồng Sen", "Ăn nhạt", "Tăng huyết áp"):
        assert words in page
    assert "24 Nov 2026" in page


def test_writing_is_in_the_log_with_its_ground(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)

    [visit] = visits()
    [line] = lines(Event.RECORD_ADDED)
    assert line.person_id == men.person_id
    assert line.staff_id == quan.staff_id
    assert line.basis is Basis.CONSENT
    assert line.object_ref == f"encounter:{visit.id}"
    assert (line.ground_ref or "").startswith("consent:")
    assert "Tái khám" not in str(vars(line))


def test_the_same_form_twice_is_one_visit(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    fields = VISIT | {"form_key": "ab" * 16}

    first, second = (add(visitor, men, "visit", fields) for _ in range(2))

    assert first.location == second.location
    assert len(visits()) == len(entries()) == len(lines(Event.RECORD_ADDED)) == 1


def test_advice_alone_is_a_visit_of_its_own_kind(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    answer = add(visitor, men, "advice", {"reason": "Ăn uống", "advice": "Ăn nhạt"})

    assert answer.status_code == 303
    [visit] = visits()
    assert (visit.care_class, visit.advice) == ("advice", "Ăn nhạt")


def test_a_private_visit_is_kept_apart(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", SECRET | {"kept_apart": "mental"})
    add(visitor, men, "visit", SECRET | {"code_0": "O80"})

    assert {visit.sensitivity for visit in visits()} == {
        Sensitivity.MENTAL,
        Sensitivity.REPRODUCTIVE,
    }
    page = visitor.get(f"/clinic/patients/{men.person_id}/add").text
    assert "/correct" not in page, "the doctor was not allowed to see these parts"


@pytest.mark.parametrize(
    "fields",
    [{"code_0": "B20"}, {"code_1": "O04.1"}, {"treatment": "Cấp thuốc ARV"}, {"name_0": "HIV"}],
)
def test_registers_are_never_written(
    men: Member, quan: StaffCast, visitor: InspectingClient, fields: dict[str, str]
) -> None:
    answer = add(visitor, men, "visit", VISIT | fields)

    assert answer.status_code == 422
    assert "This belongs in the register of its programme, not here" in answer.text
    assert "aria-invalid" in answer.text
    assert visits() == []


def test_nothing_typed_is_lost_when_something_is_wrong(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    wrong = {"code_0": "xyz", "come_back_on-day": "31", "come_back_on-month": "2"}

    answer = add(visitor, men, "visit", VISIT | wrong)

    assert answer.status_code == 422
    assert "Write the code like I10 or E11.9" in answer.text
    assert "There is no such day" in answer.text
    for typed in ("xyz", "Tái khám", "Tăng huyết áp", "Đi bộ 30 phút", 'value="31"', "E119"):
        assert typed in answer.text
    assert entries() == []
    assert visits() == []


@pytest.mark.parametrize("missing", ["reason", "name_0"])
def test_a_visit_needs_a_reason_and_a_main_illness(
    men: Member, quan: StaffCast, visitor: InspectingClient, missing: str
) -> None:
    assert add(visitor, men, "visit", VISIT | {missing: " "}).status_code == 422
    assert visits() == []


def test_an_appointment_lies_ahead(men: Member, quan: StaffCast, visitor: InspectingClient) -> None:
    answer = add(visitor, men, "visit", VISIT | {"come_back_on-year": "2025"})

    assert answer.status_code == 422
    assert "This day is over" in answer.text


def test_every_form_stays_within_its_statements(
    men: Member, quan: StaffCast, visitor: InspectingClient, statements: list[str]
) -> None:
    for page in ("add", "add/visit", "add/values", "add/advice"):
        statements.clear()
        assert visitor.get(f"/clinic/patients/{men.person_id}/{page}").status_code == 200
        assert len(statements) <= 8, "\n".join(statements)
