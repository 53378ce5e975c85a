"""Writing QĐ 831 records: what collaborators wrote on paper, what the station measured."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from portal.interop.demo import growth
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import DemoHousehold, DemoPerson
from portal.interop.demo.visits import STATION
from portal.interop.values.dose import DoseValue
from portal.interop.values.encounter import (
    DiagnosisRole,
    DiagnosisValue,
    EncounterKey,
    EncounterValue,
    VitalSigns,
)
from portal.interop.values.health_record import Answered, AnswerValue, HealthRecordValue
from portal.interop.values.person import IdentifierValue, PatientMatch, PersonRow, PlaceValue
from portal.kernel.partial_date import PartialDate, add_months
from portal.people.kinds import IdentifierSystem, Sex

STATION_NAME = "Trạm Y tế xã Đồng Sen"
_WEIGHED_AT = (0, 1, 2, 3, 4, 6, 8, 9, 12, 15, 18, 24, 30, 36, 42, 48, 54)  # months
_CHILD_UNDER = 5
_YES, _NO = Answered.YES, Answered.NO


def collaborators(homes: Iterable[DemoHousehold], days: Calendar) -> Iterator[HealthRecordValue]:
    """Yield part B as village collaborators wrote it three years ago."""
    written_on = date(days.today.year - 3, 9, 15)
    for home in homes:
        for person in home.members:
            if person.age(written_on) >= 18 and person.has_number:
                yield _record(
                    home,
                    person,
                    answers=tuple(_history(person)),
                    recorded_on=written_on,
                    by=f"Cộng tác viên {home.hamlet}",
                )


def station(homes: Iterable[DemoHousehold], days: Calendar) -> Iterator[HealthRecordValue]:
    """Yield the station's own records: growth of small children, adults' doses, birth facts."""
    yesterday = days.workday(days.ago(days=12))
    for home in homes:
        for person in home.members:
            if not person.has_number:
                continue
            age = person.age(days.today)
            if age < _CHILD_UNDER and person.born.is_exact:
                yield _child(home, person, days, yesterday)
            elif doses := tuple(_adult_doses(home, person, days)):
                yield _record(home, person, doses=doses, recorded_on=yesterday, by=STATION_NAME)


def _record(
    home: DemoHousehold,
    person: DemoPerson,
    *,
    answers: tuple[AnswerValue, ...] = (),
    doses: tuple[DoseValue, ...] = (),
    visits: tuple[EncounterValue, ...] = (),
    recorded_on: date,
    by: str,
) -> HealthRecordValue:
    blood = ("O", "A", "B", "AB")[person.serial % 4]
    known = by == STATION_NAME or person.story == "hypertension"
    return HealthRecordValue(
        row=1,
        person=_part_a(home, person),
        blood_abo=("O" if person.name == "Phạm Thị Mến" else blood) if known else "",
        blood_rh="+" if known else "",
        nationality="Việt Nam",
        answers=answers,
        doses=doses,
        visits=visits,
        request_id=f"{person.serial}-{recorded_on:%Y%m%d}",
        sender_code=STATION,
        sender_name=by,
        recorded_on=recorded_on,
        recorded_by=by,
    )


def _part_a(home: DemoHousehold, person: DemoPerson) -> PersonRow:
    return PersonRow(
        row=1,
        household_code=home.code,
        order_in_household=None,
        full_name=person.name,
        birth=person.born,
        sex=person.sex,
        identifiers=(
            IdentifierValue(system=IdentifierSystem.PERSONAL_ID, value=person.personal_id),
        ),
        relation_text=person.relation,
        place=PlaceValue(hamlet=home.hamlet),
    )


def _history(person: DemoPerson) -> Iterator[AnswerValue]:
    if person.name == "Phạm Thị Mến":
        yield from _of_men()
        return
    even = person.serial % 2 == 0
    if person.sex is Sex.MALE:
        yield AnswerValue(
            item="smoking_status",
            state=_YES if even else _NO,
            choice="regular" if even else "never",
        )
        yield AnswerValue(item="alcohol_status", state=_YES, choice="current")
        yield AnswerValue(item="alcohol_glasses_per_day", state=_YES, number=Decimal(2))
    else:
        yield AnswerValue(item="smoking_status", state=_NO, choice="never")
    known = {"hypertension": "disease_hypertension", "diabetes": "disease_diabetes",
             "asthma": "disease_asthma", "gastritis": "disease_gastric"}  # fmt: skip
    for story, item in known.items():
        yield AnswerValue(item=item, state=_YES if person.story == story else _NO)
    if person.serial % 9 == 0:
        yield AnswerValue(item="allergy_food", state=_YES, text="Tôm, cua", reaction="nổi mề đay")
    elif even:
        yield AnswerValue(item="allergy_drug", state=_NO)


def _of_men() -> Iterator[AnswerValue]:
    """Yield what the pictures show of Mến; disability was never asked."""
    yield AnswerValue(item="smoking_status", state=_NO, choice="never")
    yield AnswerValue(item="alcohol_status", state=_NO, choice="never")
    yield AnswerValue(item="physical_activity", state=_YES, choice="regular")
    yield AnswerValue(item="toilet_type", state=_YES, choice="flush")
    yield AnswerValue(
        item="allergy_drug", state=_YES, text="Penicillin", reaction="nổi mẩn, khó thở (2019)"
    )
    yield AnswerValue(item="allergy_food", state=_NO)
    yield AnswerValue(item="disease_hypertension", state=_YES, text="từ 2015")
    yield AnswerValue(item="disease_diabetes", state=_YES, text="típ 2, từ 2020")
    yield AnswerValue(item="disease_asthma", state=_NO)
    yield AnswerValue(item="disease_cancer", state=_NO)
    yield AnswerValue(item="surgical_history", state=_YES, text="Mổ ruột thừa (1996)")
    yield AnswerValue(item="fam_cardiovascular", state=_YES, text="Đột quỵ", relative="anh trai")
    yield AnswerValue(item="births_total", state=_YES, number=Decimal(3))


def _adult_doses(home: DemoHousehold, person: DemoPerson, days: Calendar) -> Iterator[DoseValue]:
    """Yield influenza for the old, tetanus for women who bore children lately."""
    subject = _subject(person)
    if person.age(days.today) >= 65 and person.serial % 3 != 2:
        for years, month in ((1, 10), (0, 10)):
            on = days.workday(date(days.today.year - years, month, 4))
            if on < days.today:
                yield DoseValue(
                    row=1, subject=subject, vaccine="Cúm", table="C2",
                    given_on=PartialDate(on), facility=STATION_NAME,
                )  # fmt: skip
    youngest = max(
        (m.born.day for m in home.members if m.mother is person and m.born.is_exact), default=None
    )
    if person.sex is Sex.FEMALE and youngest and youngest > days.ago(years=4):
        for number, before in ((1, 150), (2, 110)):
            yield DoseValue(
                row=1, subject=subject, vaccine=f"Uốn ván (UV{number})", table="C3",
                dose_number=number, given_on=PartialDate(youngest - timedelta(days=before)),
                gestation_month=9 - before // 30, facility=STATION_NAME,
            )  # fmt: skip


def _subject(person: DemoPerson) -> PatientMatch:
    return PatientMatch(
        full_name=person.name, birth=person.born, sex=person.sex, personal_id=person.personal_id
    )


def _child(
    home: DemoHousehold, person: DemoPerson, days: Calendar, recorded_on: date
) -> HealthRecordValue:
    """Return a small child's record: birth, and each time it was weighed and measured."""
    kilograms, centimetres = growth.child_body(person, person.born.day)
    answers = (
        AnswerValue(item="delivery_type", state=_YES,
                    choice="caesarean" if person.serial % 5 == 0 else "normal"),
        AnswerValue(item="preterm_birth", state=_NO),
        AnswerValue(item="birth_asphyxia", state=_NO),
        AnswerValue(item="birth_weight_g", state=_YES, number=kilograms * 1000),
        AnswerValue(item="mother_tetanus_doses", state=_YES, number=Decimal(2)),
        AnswerValue(item="birth_length_cm", state=_YES, number=centimetres),
    )  # fmt: skip
    visits = tuple(_weighed(person, days, months) for months in _WEIGHED_AT[1:])
    return _record(
        home,
        person,
        answers=answers,
        visits=tuple(visit for visit in visits if visit is not None),
        recorded_on=recorded_on,
        by=STATION_NAME,
    )


def _weighed(person: DemoPerson, days: Calendar, months: int) -> EncounterValue | None:
    on = days.workday(add_months(person.born.day, months) + timedelta(days=3))
    if on >= days.today:
        return None
    kilograms, centimetres = growth.child_body(person, on)
    at = days.morning(on, 0, 0)
    return EncounterValue(
        row=1,
        key=EncounterKey(STATION, f"CD.{person.serial:06d}.{on:%y%m%d}"),
        patient=_subject(person),
        started_at=at,
        kind_code="01",
        reason="Cân đo, theo dõi phát triển",
        examiner="Y sĩ Vi Thị Thơm",
        final_diagnosis="Trẻ phát triển bình thường",
        diagnoses=(DiagnosisValue("Z00.1", DiagnosisRole.MAIN, "Khám sức khỏe định kỳ trẻ em"),),
        vital_signs=(VitalSigns(measured_at=at, weight=kilograms, height=centimetres),),
        examinations={"exam_development": "Phù hợp với tuổi"},
        advice="Cho ăn đủ bốn nhóm, tiêm chủng đúng lịch.",
    )
