"""A consent is rows that are never changed; whether it holds is asked anew each time."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.consents import queries, rules, services
from portal.consents.kinds import Channel, Duration, EndReason, GrantedAs, Purpose
from portal.consents.models import Consent
from portal.consents.sections import PLAIN, SENSITIVE, Section, sight_of
from portal.consents.services import Owner, Terms, Yes
from portal.consents.wording import wording
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity
from portal.people.places import Facility
from tests import cast
from tests.cast import Member
from tests.conftest import Time

MEN_BORN = PartialDate(date(1958, 3, 12))


def _actor(member: Member) -> Actor:
    return Actor(name=member.full_name, account_id=member.account_id, person_id=member.person_id)


def _grant(
    member: Member,
    *sections: Section,
    until: datetime | None = None,
    born: PartialDate = MEN_BORN,
    assented: bool | None = None,
    staff_id: UUID | None = None,
    facility_code: str | None = None,
) -> UUID:
    text = wording(
        grantee="bác sĩ Quân",
        owner=member.full_name,
        sections=sections,
        purpose=Purpose.VISIT,
        until="hết hôm nay",
    )
    return services.grant(
        Owner(id=member.person_id, born=born),
        Terms(
            sections=sections,
            purpose=Purpose.VISIT,
            valid_until=until or clock.now() + timedelta(days=7),
            wording=text,
            staff_id=staff_id,
            facility_code=facility_code,
        ),
        Yes(
            by=_actor(member),
            granted_as=GrantedAs.SELF,
            channel=Channel.PHONE,
            person_id=member.person_id,
            child_assented=assented,
        ),
    )


def _stop(member: Member, consent_id: UUID) -> bool:
    return services.stop(
        member.person_id,
        consent_id,
        by=_actor(member),
        basis=Basis.SELF,
        reason=EndReason.STOPPED,
    )


def _open(member: Member, staff: cast.StaffCast, facility_code: str | None = None) -> list[Section]:
    found = queries.live_sections(
        member.person_id,
        staff_id=staff.staff_id,
        facility_code=facility_code or staff.facility_code,
        now=clock.now(),
    )
    return sorted(one.section for one in found)


def test_only_the_chosen_sections_are_open_and_only_to_the_one_named(app: Flask) -> None:
    men, quan, thom = cast.men(), cast.quan(), cast.thom()
    _grant(men, Section.VISITS, Section.RESULTS, staff_id=quan.staff_id)
    session.commit()

    assert _open(men, quan) == [Section.RESULTS, Section.VISITS]
    assert _open(men, thom) == []


def test_a_consent_ends_by_the_clock_without_any_job(app: Flask, time: Time) -> None:
    men, quan = cast.men(), cast.quan()
    end = clock.now() + timedelta(hours=4)
    _grant(men, Section.VISITS, until=end, staff_id=quan.staff_id)
    session.commit()

    time.now = end - timedelta(microseconds=1)
    assert _open(men, quan) == [Section.VISITS]
    time.now = end
    assert _open(men, quan) == []


def test_stopping_is_at_once_and_twice_is_once(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    consent_id = _grant(men, Section.VISITS, staff_id=quan.staff_id)
    session.commit()

    assert _stop(men, consent_id)
    session.commit()
    assert _open(men, quan) == []
    assert not _stop(men, consent_id)


def test_nobody_stops_a_consent_of_somebody_else(app: Flask) -> None:
    men, lan, quan = cast.men(), cast.lan(), cast.quan()
    consent_id = _grant(men, Section.VISITS, staff_id=quan.staff_id)
    session.commit()

    stopped = services.stop(
        lan.person_id, consent_id, by=_actor(lan), basis=Basis.SELF, reason=EndReason.STOPPED
    )

    assert not stopped
    assert _open(men, quan) == [Section.VISITS]


def test_a_merged_facility_keeps_what_was_granted_to_it(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    for code, into in (("99002", None), ("99001", "99002"), ("99000", "99001")):
        session.add(
            Facility(
                code=code,
                name=f"Trạm {code}",
                name_folded=f"tram {code}",
                merged_into=into,
                merged_on=date(2025, 7, 1) if into else None,
            )
        )
        session.flush()
    _grant(men, Section.DOSES, facility_code="99000")
    session.commit()

    assert _open(men, quan, "99002") == [Section.DOSES]
    assert _open(men, quan, "99000") == [Section.DOSES]
    assert _open(men, quan, quan.facility_code) == []


def test_who_is_shut_out_sees_nothing_also_through_the_facility(app: Flask) -> None:
    men, quan, thom = cast.men(), cast.quan(), cast.thom()
    _grant(men, Section.VISITS, facility_code=quan.facility_code)
    _grant(men, Section.RESULTS, staff_id=quan.staff_id)
    services.block(men.person_id, quan.staff_id, by=_actor(men), basis=Basis.SELF)
    session.commit()

    assert _open(men, quan) == []
    assert _open(men, thom) == [Section.VISITS]

    services.unblock(men.person_id, quan.staff_id, by=_actor(men), basis=Basis.SELF)
    session.commit()
    assert _open(men, quan) == [Section.VISITS], "his own consent ended, the facility's did not"


def test_no_consent_without_a_section_a_future_or_a_childs_yes(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    eight = PartialDate(date(2018, 5, 1))

    with pytest.raises(RuleBroken) as nothing:
        _grant(men, staff_id=quan.staff_id)
    with pytest.raises(RuleBroken) as past:
        _grant(men, Section.VISITS, until=clock.now(), staff_id=quan.staff_id)
    with pytest.raises(RuleBroken) as unasked:
        _grant(men, Section.VISITS, born=eight, staff_id=quan.staff_id)

    assert [refused.value.field for refused in (nothing, past, unasked)] == [
        "sections",
        "duration",
        "child_assented",
    ]
    _grant(men, Section.VISITS, born=eight, assented=True, staff_id=quan.staff_id)


def test_the_words_agreed_to_are_kept_with_their_hash(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    consent_id = _grant(men, Section.VISITS, staff_id=quan.staff_id)
    session.commit()

    kept = session.get_one(Consent, consent_id)
    again = wording(
        grantee="bác sĩ Quân",
        owner=men.full_name,
        sections=[Section.VISITS],
        purpose=Purpose.VISIT,
        until="hết hôm nay",
    )
    other = wording(
        grantee="bác sĩ Quân",
        owner=men.full_name,
        sections=[Section.VISITS, Section.MENTAL],
        purpose=Purpose.VISIT,
        until="hết hôm nay",
    )
    assert kept.wording == again.text
    assert kept.wording_hash == again.hash != other.hash


@pytest.mark.parametrize("table", ["consent", "consent_section", "consent_end"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_a_consent(app: Flask, table: str, verb: str) -> None:
    men, quan = cast.men(), cast.quan()
    consent_id = _grant(men, Section.VISITS, staff_id=quan.staff_id)
    services.stop(
        men.person_id, consent_id, by=_actor(men), basis=Basis.SELF, reason=EndReason.STOPPED
    )
    session.commit()
    column = "id" if table == "consent" else "consent_id"

    with pytest.raises(sa.exc.DBAPIError, match="never changed"):
        session.execute(sa.text(verb.format(table, column, column)))


def test_every_step_is_in_the_log_of_its_owner(app: Flask) -> None:
    men, quan = cast.men(), cast.quan()
    consent_id = _grant(men, Section.MENTAL, staff_id=quan.staff_id)
    services.block(men.person_id, quan.staff_id, by=_actor(men), basis=Basis.SELF)
    session.commit()

    lines = session.scalars(sa.select(AuditLine).order_by(AuditLine.seq)).all()
    assert [(line.event, line.object_ref) for line in lines] == [
        (Event.CONSENT_GRANTED, f"consent:{consent_id}"),
        (Event.CONSENT_ENDED, f"consent:{consent_id}"),
        (Event.PERSON_BLOCKED, f"staff:{quan.staff_id}"),
    ]
    assert not any("mental" in str(vars(line).values()) for line in lines), "a section is health"


def test_sensitive_sections_open_their_own_class_only() -> None:
    assert sight_of(PLAIN).classes == {Sensitivity.NONE}
    for section in SENSITIVE:
        opened = sight_of([section]).classes - {Sensitivity.NONE}
        assert opened
        for other in set(SENSITIVE) - {section}:
            assert not opened & (sight_of([other]).classes - {Sensitivity.NONE})
    assert Sensitivity.ORIGIN not in sight_of(Section).classes


@pytest.mark.parametrize(
    ("duration", "last_day"),
    [
        (Duration.TODAY, date(2026, 11, 24)),
        (Duration.WEEK, date(2026, 11, 30)),
        (Duration.MONTH, date(2026, 12, 23)),
        (Duration.QUARTER, date(2027, 2, 21)),
        (Duration.UNTIL_STOPPED, date(2027, 11, 23)),
    ],
)
def test_a_chosen_time_ends_with_a_day_in_viet_nam(duration: Duration, last_day: date) -> None:
    assert rules.until(duration, clock.now(), MEN_BORN) == rules.end_of(last_day)


@pytest.mark.parametrize("years", [7, 18])
def test_a_childs_consents_end_on_the_birthday_that_asks_anew(years: int) -> None:
    born = PartialDate(date(2026 - years, 12, 1))

    assert rules.until(Duration.QUARTER, clock.now(), born) == rules.end_of(date(2026, 11, 30))


@pytest.mark.parametrize(
    ("born", "asked"),
    [
        (PartialDate(date(2019, 11, 25)), False),
        (PartialDate(date(2019, 11, 24)), True),
        (PartialDate.of_year(2019), True),
        (PartialDate(date(2008, 11, 25)), True),
        (PartialDate(date(2008, 11, 24)), False),
    ],
)
def test_a_child_is_asked_from_seven_to_eighteen(born: PartialDate, asked: bool) -> None:
    assert rules.needs_assent(born, date(2026, 11, 24)) is asked


def test_a_stranger_has_no_consent_at_all(app: Flask) -> None:
    quan = cast.quan()
    session.commit()

    assert not queries.live_sections(
        uuid4(), staff_id=quan.staff_id, facility_code=quan.facility_code, now=clock.now()
    )
