"""A correction stands on top, says why, and is made only where the thing was written."""

import re
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from portal.audit.events import Event
from portal.clinic.additions.models import WrittenEntry
from portal.consents.sections import Section
from portal.immunisation.models import Dose
from portal.kernel import clock
from portal.kernel.db import session
from portal.measurements.models import Measurement
from portal.people.places import Facility
from portal.visits.models import Encounter
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic.adding import VISIT, add, allow, correct, entries, lines

DOSE = {"vaccine": "td", "given-day": "1", "given-month": "10", "given-year": "2026"}


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(men: Member, visitor: InspectingClient) -> StaffCast:
    """Return the doctor, signed in, whom Mến lets see her visits and doses."""
    doctor = cast.quan()
    allow(men, doctor, Section.VISITS, Section.DOSES)
    session.commit()
    cast.sign_in_staff(visitor, doctor)
    visitor.set_cookie("language", "en")
    return doctor


def newest() -> UUID:
    return entries()[-1].id


def test_a_corrected_visit_keeps_its_old_version(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    [entry] = entries()

    form = visitor.get(f"/clinic/additions/{entry.id}/correct").text
    for typed in ("Tái khám", "I10", "Đái tháo đường típ 2", "Đi bộ 30 phút", 'value="2026"'):
        assert typed in form
    assert correct(visitor, entry.id, VISIT | {"treatment": "Tăng liều"}).status_code == 303

    old, new = session.scalars(sa.select(Encounter).order_by(Encounter.replaces_id.is_not(None)))
    assert (old.treatment, new.treatment) == ("Tiếp tục thuốc", "Tăng liều")
    assert new.replaces_id == old.id
    assert old.replaced_at is not None
    assert (new.external_id, new.started_at) == (old.external_id, old.started_at)
    session.commit()
    [line] = lines(Event.RECORD_CORRECTED)
    assert line.object_ref == f"encounter:{new.id}"
    assert [one.reason for one in entries() if one.replaces_id] == ["Gõ nhầm"]


def test_the_resident_reads_the_newest_and_that_it_was_corrected(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    old = session.scalar(sa.select(Encounter.id))
    session.commit()
    correct(visitor, newest(), VISIT | {"treatment": "Tăng liều"})
    cast.sign_in(visitor, men)

    page = visitor.get(f"/visits/{old}", follow_redirects=True).text

    assert "Tăng liều" in page
    assert "Tiếp tục thuốc" not in page
    assert "orrected" in page


def test_corrected_values_and_doses_show_the_newest_only(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "values", {"weight": "84", "pulse": "72"})
    correct(visitor, newest(), {"weight": "48"})
    add(visitor, men, "dose", DOSE)
    dose = next(one.id for one in entries() if one.kind == "dose")
    correct(visitor, dose, DOSE | {"given-month": "9"})

    weights = session.scalars(sa.select(Measurement).where(Measurement.replaced_at.is_(None)))
    assert [(one.kind.value, one.value) for one in weights] == [("weight", Decimal(48))]
    assert session.scalar(sa.select(sa.func.count()).select_from(Measurement)) == 3
    days = session.scalars(sa.select(Dose.given_on).where(Dose.replaced_at.is_(None))).all()
    assert [day.month for day in days] == [9]
    session.commit()
    page = visitor.get(f"/clinic/patients/{men.person_id}/add").text
    assert page.count("/correct") == 2, "old versions are not offered"
    assert page.count("Corrected</span>") == 2


def test_the_resident_sees_that_values_and_doses_were_corrected(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "values", {"weight": "84"})
    correct(visitor, newest(), {"weight": "48"})
    add(visitor, men, "dose", DOSE)
    dose = next(one.id for one in entries() if one.kind == "dose")
    correct(visitor, dose, DOSE | {"given-month": "9"})
    cast.sign_in(visitor, men)

    values = visitor.get(f"/people/{men.person_id}/measurements/weight").text
    doses = visitor.get(f"/people/{men.person_id}/immunisations").text

    assert "Commune station, corrected" in values
    assert "84" not in re.findall(r"<td>(.*?)</td>", values)
    assert "Corrected on 24 Nov 2026" in doses


def test_a_correction_says_why(men: Member, quan: StaffCast, visitor: InspectingClient) -> None:
    add(visitor, men, "visit", VISIT)

    answer = correct(visitor, newest(), VISIT | {"treatment": "Khác"}, why="  ")

    assert answer.status_code == 422
    assert "Write why it is corrected" in answer.text
    assert "Khác" in answer.text
    assert len(entries()) == 1


def test_a_correction_sent_twice_is_one_and_a_second_one_is_refused(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    first = newest()
    fields = VISIT | {"treatment": "Tăng liều", "form_key": "d" * 32, "why": "Gõ nhầm"}
    fields["csrf_token"] = visitor.token(form := f"/clinic/additions/{first}/correct")

    assert visitor.post(form, data=fields).status_code == 303
    assert visitor.post(form, data=fields).status_code == 303
    late = visitor.post(form, data=fields | {"treatment": "Ngừng thuốc", "form_key": "e" * 32})

    assert late.status_code == 422
    assert "Somebody has corrected this meanwhile" in late.text
    assert "Ngừng thuốc" in late.text
    assert len(entries()) == 2


def test_a_dose_the_registry_has_replaced_is_not_corrected_here(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "dose", DOSE)
    session.execute(sa.update(Dose).values(replaced_at=clock.now()))
    session.commit()

    answer = correct(visitor, newest(), DOSE | {"given-month": "9"})

    assert answer.status_code == 422
    assert len(entries()) == 1


def test_another_facility_cannot_correct_it(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    entry, ha = newest(), cast.ha()
    allow(men, ha, Section.VISITS)
    session.commit()
    cast.sign_in_staff(visitor, ha)

    assert visitor.get(f"/clinic/additions/{entry}/correct").status_code == 403
    page = visitor.get(f"/clinic/patients/{men.person_id}/add")
    assert "/correct" not in page.text
    [refusal] = lines(Event.ACCESS_REFUSED)
    assert refusal.person_id == men.person_id
    assert refusal.facility_code == cast.HOSPITAL


def test_the_station_that_took_the_facility_over_may_correct_it(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    ha = cast.ha()
    allow(men, ha, Section.VISITS)
    station = session.get_one(Facility, cast.STATION)
    station.merged_into, station.merged_on = cast.HOSPITAL, clock.today()
    session.commit()
    cast.sign_in_staff(visitor, ha)

    assert correct(visitor, newest(), VISIT | {"treatment": "Khác"}).status_code == 303
    assert session.scalars(sa.select(Encounter.facility_code)).all() == [cast.STATION] * 2


def test_a_private_visit_is_not_corrected_without_that_part(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT | {"kept_apart": "mental"})
    entry = newest()

    assert visitor.get(f"/clinic/additions/{entry}/correct").status_code == 403
    allow(men, quan, Section.VISITS, Section.MENTAL)
    session.commit()
    assert correct(visitor, entry, VISIT | {"kept_apart": "mental"}).status_code == 303


def test_what_was_private_once_is_not_shown_by_its_old_or_new_version(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT | {"treatment": "Điều trị riêng"})
    old = newest()
    allow(men, quan, Section.VISITS, Section.MENTAL)
    session.commit()
    correct(visitor, old, VISIT | {"kept_apart": "mental", "treatment": "Điều trị riêng"})
    private = newest()
    correct(visitor, private, VISIT | {"treatment": "Thuốc khác"})
    plain = newest()
    thom = cast.thom()
    allow(men, thom, Section.VISITS)
    session.commit()
    cast.sign_in_staff(visitor, thom)

    for entry in (old, private, plain):
        assert visitor.get(f"/clinic/additions/{entry}/correct").status_code == 403
    refused = visitor.submit(
        f"/clinic/patients/{men.person_id}/add/visit",
        VISIT | {"why": "Gõ nhầm"},
        to=f"/clinic/additions/{plain}/correct",
    )
    assert refused.status_code == 403
    assert len(entries()) == 3


def test_an_old_version_leads_to_what_stands_now(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    old = newest()
    correct(visitor, old, VISIT | {"treatment": "Tăng liều"})

    led = visitor.get(f"/clinic/additions/{old}/correct")

    assert led.location == f"/clinic/patients/{men.person_id}/add"


def test_a_correction_needs_an_open_ground(
    men: Member, quan: StaffCast, visitor: InspectingClient
) -> None:
    add(visitor, men, "visit", VISIT)
    entry, thom = newest(), cast.thom()
    session.commit()
    cast.sign_in_staff(visitor, thom)

    assert visitor.get(f"/clinic/additions/{entry}/correct").status_code == 403
    missing = visitor.get("/clinic/additions/00000000-0000-4000-8000-000000000000/correct")
    assert missing.status_code == 403


@pytest.mark.parametrize(
    "verb", ["UPDATE written_entry SET reason = 'x'", "DELETE FROM written_entry"]
)
def test_the_database_refuses_to_change_what_was_written(
    men: Member, quan: StaffCast, visitor: InspectingClient, verb: str
) -> None:
    add(visitor, men, "values", {"pulse": "72"})

    with pytest.raises(DatabaseError, match="never changed"):
        session.execute(sa.text(verb))
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(WrittenEntry)) == 1
