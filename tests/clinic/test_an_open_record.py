"""A record that is open: the parts allowed and no other, with who, why, and for how long."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.trail import Actor
from portal.consents import services
from portal.consents.kinds import Channel, EndReason, GrantedAs, Purpose
from portal.consents.sections import Section
from portal.consents.services import Terms, Yes
from portal.consents.wording import wording
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.kinds import Sensitivity
from portal.people.places import Facility
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.clinic import desk
from tests.conftest import Time
from tests.consents.test_giving_and_ending import MEN_BORN
from tests.record import facts
from tests.visits import builders

OWNER = "Phạm Thị Mến"


@pytest.fixture
def doctor(app: Flask) -> StaffCast:
    return cast.quan()


@pytest.fixture
def visit(app: Flask) -> UUID:
    """Return a visit of Mến, with a fact for every part of her record."""
    men = cast.men()
    desk.lives_in(men)
    cast.a_facility(cast.STATION)
    visit = builders.a_visit(men, treatment="Tiếp tục thuốc, hẹn 10/12")
    builders.a_diagnosis(visit, "I10", "Tăng huyết áp")
    builders.a_medicine(visit, "Amlodipin 5 mg", dose_text="Sáng: 1 viên")
    builders.a_result(men, visit, "Creatinin", "68", unit="µmol/L")
    facts.answered(men, "allergy_drug", detail="Penicillin", reaction="nổi mẩn")
    facts.answered(men, "fam_hypertension", relative="mẹ")
    facts.part_a(men, blood_abo="O", blood_rh="+")
    session.commit()
    return visit


@pytest.fixture
def men(visit: UUID) -> Member:
    row = session.execute(
        sa.text("SELECT id FROM person WHERE full_name = :name"), {"name": OWNER}
    ).scalar_one()
    session.rollback()
    person_id = row if isinstance(row, UUID) else UUID(str(row))
    return Member(person_id, OWNER, "999158000067", "+84900000123")


@pytest.fixture
def quan(visitor: InspectingClient, doctor: StaffCast, visit: UUID) -> InspectingClient:
    return desk.at_desk(visitor, doctor)


def allow(
    men: Member,
    *sections: Section,
    staff: StaffCast | None = None,
    facility: str | None = None,
    lasts: timedelta = timedelta(hours=8),
) -> UUID:
    given = services.grant(
        services.Owner(id=men.person_id, born=MEN_BORN),
        Terms(
            sections=sections,
            purpose=Purpose.FOLLOW_UP,
            valid_until=clock.now() + lasts,
            wording=wording(
                grantee="x", owner="x", sections=sections, purpose=Purpose.FOLLOW_UP, until="x"
            ),
            staff_id=staff.staff_id if staff else None,
            facility_code=facility,
        ),
        Yes(
            by=Actor(name=men.full_name, person_id=men.person_id),
            granted_as=GrantedAs.SELF,
            channel=Channel.PHONE,
            person_id=men.person_id,
        ),
    )
    session.commit()
    return given


MARKS = {
    Section.VISITS: "Tăng huyết áp",
    Section.MEDICINES: "Amlodipin 5 mg",
    Section.RESULTS: "Creatinin",
}


NAMES = {
    Section.VISITS: "Visits",
    Section.MEDICINES: "Medicines and allergies",
    Section.RESULTS: "Test results",
}


@pytest.mark.parametrize("section", MARKS, ids=str)
def test_each_part_opens_itself_alone(
    quan: InspectingClient, men: Member, doctor: StaffCast, section: Section
) -> None:
    allow(men, section, staff=doctor)

    page = quan.get(desk.record_of(men)).text

    assert [mark for mark in MARKS.values() if mark in page] == [MARKS[section]]
    assert ("Penicillin" in page) == (section is Section.MEDICINES)
    locked = page[page.index('id="locked"') :]
    assert f"{NAMES[section]};" not in locked
    assert "Family history;" in locked


def test_the_bar_says_who_agreed_to_what_why_and_until_when(
    quan: InspectingClient, men: Member, doctor: StaffCast, time: Time
) -> None:
    allow(men, Section.VISITS, Section.MEDICINES, staff=doctor)
    for _part in range(3):
        time.pass_by(minutes=4)
        quan.get("/clinic/")

    page = quan.get(desk.record_of(men)).text

    bar = page[page.index('class="open-bar"') : page.index('class="staff-grid"')]
    assert "agreed to:" in bar
    assert "Visits; Medicines and allergies" in bar
    assert "A follow-up visit" in bar
    assert "7 h 48 min left" in bar
    assert "17:00 today" in bar
    assert re.search(r'<progress max="28800" value="28080"', bar)
    assert 'role="timer"' in bar


def test_every_part_that_is_shown_has_its_line(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    consent_id = allow(men, Section.VISITS, Section.MEDICINES, staff=doctor)

    quan.get(desk.record_of(men))

    seen = desk.lines(event=Event.RECORD_SEEN)
    assert {line.section for line in seen} == {"visits", "measurements", "medicines"}
    assert {line.ground_ref for line in seen} == {f"consent:{consent_id}"}
    assert {line.basis for line in seen} == {Basis.CONSENT}
    assert {line.staff_id for line in seen} == {doctor.staff_id}


def test_a_stopped_consent_closes_the_next_click(
    quan: InspectingClient, men: Member, doctor: StaffCast, visit: UUID
) -> None:
    consent_id = allow(men, Section.VISITS, staff=doctor)
    assert quan.get(desk.record_of(men)).status_code == 200
    services.stop(
        men.person_id,
        consent_id,
        by=Actor(name=men.full_name),
        basis=Basis.SELF,
        reason=EndReason.STOPPED,
    )
    session.commit()

    refused = quan.get(desk.record_of(men))

    assert refused.status_code == 403
    assert "This record is not open" in refused.text
    assert OWNER not in refused.text
    assert quan.get(desk.visit_address(visit)).status_code == 403


def test_nobody_learns_from_a_refusal_whether_a_record_exists(
    quan: InspectingClient, men: Member
) -> None:
    known = quan.get(desk.record_of(men))
    unknown = quan.get(f"/clinic/patients/{UUID(int=5)}")
    no_visit = quan.get(desk.visit_address(UUID(int=6)))

    bodies = [
        re.sub(r'value="[^"]*"|nonce|X-CSRFToken":"[^"]*"|\?to=[^"]+', "", p.text)
        for p in (known, unknown, no_visit)
    ]
    assert [page.status_code for page in (known, unknown, no_visit)] == [403] * 3
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_visit_shows_medicines_and_results_only_where_they_are_open(
    quan: InspectingClient, men: Member, doctor: StaffCast, visit: UUID
) -> None:
    allow(men, Section.VISITS, staff=doctor)
    page = quan.get(desk.visit_address(visit)).text
    assert "Tăng huyết áp" in page
    assert "Amlodipin" not in page
    assert "Creatinin" not in page

    allow(men, Section.MEDICINES, Section.RESULTS, staff=doctor)
    page = quan.get(desk.visit_address(visit)).text
    assert "Amlodipin" in page
    assert "Creatinin" in page
    seen = desk.lines(event=Event.RECORD_SEEN, object_ref=f"encounter:{visit}")
    assert [line.section for line in seen] == ["visits", "visits", "medicines", "results"]


def test_every_visit_is_reached_page_by_page(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    builders.visits_on(men, 25)
    session.commit()
    allow(men, Section.VISITS, staff=doctor)
    assert "/visits" in quan.get(desk.record_of(men)).text

    first = quan.get(f"{desk.record_of(men)}/visits")
    older = re.search(r'href="([^"]+/visits\?at=[^"]+)"', first.text)

    assert older
    second = quan.get(older[1].replace("&amp;", "&"))
    assert first.text.count('href="/clinic/visits/') == 20
    assert second.text.count('href="/clinic/visits/') == 6


def test_medicines_alone_open_no_visit(
    quan: InspectingClient, men: Member, doctor: StaffCast, visit: UUID
) -> None:
    allow(men, Section.MEDICINES, Section.RESULTS, staff=doctor)

    assert quan.get(desk.visit_address(visit)).status_code == 403


def test_a_private_visit_is_absent_until_its_part_is_open(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    private = builders.a_visit(men, sensitivity=Sensitivity.MENTAL)
    builders.a_diagnosis(private, "F32", "Giai đoạn trầm cảm", sensitivity=Sensitivity.MENTAL)
    builders.a_medicine(private, "Sertralin 50 mg", dose_text="Sáng: 1 viên")
    session.commit()
    allow(men, Section.VISITS, Section.MEDICINES, staff=doctor)

    page = quan.get(desk.record_of(men)).text
    assert "F32" not in page
    assert "Sertralin" not in page
    assert quan.get(desk.visit_address(private)).status_code == 403

    allow(men, Section.MENTAL, staff=doctor)
    page = quan.get(desk.record_of(men)).text
    assert "F32" in page
    assert quan.get(desk.visit_address(private)).status_code == 200


def test_a_merged_facility_keeps_what_it_was_allowed(
    app: Flask, quan: InspectingClient, men: Member
) -> None:
    old = Facility(code="99102", name="Trạm Y tế xã Cũ", name_folded="tram y te xa cu")
    session.add(old)
    session.commit()
    allow(men, Section.VISITS, facility="99102")
    assert quan.get(desk.record_of(men)).status_code == 403
    session.execute(
        sa.update(Facility)
        .where(Facility.code == "99102")
        .values(merged_into=cast.STATION, merged_on=clock.today())
    )
    session.commit()

    assert "Tăng huyết áp" in quan.get(desk.record_of(men)).text
    assert OWNER in quan.get("/clinic/open").text
    assert "May be viewed" in desk.find(quan, men.personal_id).text
    ha = desk.at_desk(app.test_client(), cast.ha())  # type: ignore[arg-type]
    assert ha.get(desk.record_of(men)).status_code == 403


def test_more_can_be_asked_for_from_an_open_record(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    allow(men, Section.VISITS, staff=doctor)

    begun = quan.submit(desk.record_of(men), to=f"{desk.record_of(men)}/more")

    assert "Ask to see the record" in quan.get(begun.location).text


def test_what_is_open_now_is_listed_with_the_time_left(
    quan: InspectingClient, men: Member, doctor: StaffCast, time: Time
) -> None:
    allow(men, Section.VISITS, staff=doctor, lasts=timedelta(minutes=7))
    page = quan.get("/clinic/open").text
    assert OWNER in page
    assert "7 min left" in page

    for _part in range(2):
        time.pass_by(minutes=4)
        page = quan.get("/clinic/open").text
    assert "No record is open now" in page


def test_ones_own_log_names_patients_and_no_fact(
    app: Flask, quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    allow(men, Section.VISITS, Section.MEDICINES, staff=doctor)
    desk.find(quan, men.personal_id)
    quan.get(desk.record_of(men))

    page = quan.get("/clinic/log").text

    assert "Searched for a patient" in page
    assert page.count(OWNER) == 3
    assert "Tăng huyết áp" not in page
    assert men.personal_id not in page
    thom = desk.at_desk(app.test_client(), cast.thom())  # type: ignore[arg-type]
    assert OWNER not in thom.get("/clinic/log").text


def test_a_long_log_is_read_page_by_page(
    quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    allow(men, Section.VISITS, staff=doctor)
    for _each in range(30):
        quan.get(desk.record_of(men))

    first = quan.get("/clinic/log")
    older = re.search(r'href="(/clinic/log\?at=[^"]+)"', first.text)

    assert older
    second = quan.get(older[1].replace("&amp;", "&"))
    assert first.text.count("<td>Viewed") + second.text.count("<td>Viewed") == 60
    assert quan.get("/clinic/log?at=x&id=-1").status_code == 200


def test_the_record_is_read_in_few_statements(
    quan: InspectingClient, men: Member, doctor: StaffCast, statements: list[str]
) -> None:
    allow(men, Section.VISITS, Section.MEDICINES, Section.RESULTS, staff=doctor)
    quan.get(desk.record_of(men))
    statements.clear()

    quan.get(desk.record_of(men))

    lines = [each for each in statements if each.startswith("INSERT INTO audit_line")]
    assert len(lines) == 4  # one a part: visits, measurements, medicines, results
    assert len(statements) - len(lines) <= 10, "\n".join(statements)


def test_another_takes_over_the_computer_and_is_named_for_what_they_do(
    visitor: InspectingClient, quan: InspectingClient, men: Member, doctor: StaffCast
) -> None:
    allow(men, Section.VISITS, facility=cast.STATION)
    quan.get(desk.record_of(men))
    thom = desk.at_desk(visitor, cast.thom())
    thom.get(desk.record_of(men))

    seen = desk.lines(event=Event.RECORD_SEEN, section="visits")

    assert [line.actor_name for line in seen] == ["Bác sĩ Lê Minh Quân", "Y sĩ Vi Thị Thơm"]
