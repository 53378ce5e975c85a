"""Builders for courses: valid by default, say only what matters."""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.immunisation.doses import CourseDose, GivenDose
from portal.immunisation.rules import course_of
from portal.immunisation.schedule import schedule_on
from portal.immunisation.vaccines import VACCINES
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex

VY_BORN = PartialDate(date(2026, 2, 20))
TODAY = date(2026, 11, 24)
QUANG_NGAI, THANH_HOA, PHU_THO = "51", "38", "25"


def a_dose(code: str, on: date | PartialDate, number: int | None = None) -> GivenDose:
    vaccine = VACCINES[code]
    given_on = on if isinstance(on, PartialDate) else PartialDate(on)
    return GivenDose(name=vaccine.name.vi, vaccine=vaccine, given_on=given_on, number=number)


def vys_doses() -> list[GivenDose]:
    """Bé Vy's history of picture 05: at birth, 2, 3 and 4 months."""
    days = (date(2026, 4, 24), date(2026, 5, 25), date(2026, 6, 22))
    primary = [a_dose(code, day) for day in days for code in ("dpt_hepb_hib", "bopv")]
    birth = [a_dose(code, VY_BORN.day) for code in ("bcg", "hepb_birth")]
    return birth + primary + [a_dose("rota", day) for day in days[:2]]


def the_course(
    doses: Sequence[GivenDose] = (),
    *,
    born: PartialDate = VY_BORN,
    today: date = TODAY,
    area: str | None = THANH_HOA,
    sex: Sex = Sex.FEMALE,
    list_date: date | None = None,
) -> Mapping[tuple[str, int], CourseDose]:
    schedule = schedule_on(today)
    course = course_of(born, doses, schedule, today=today, area=area, sex=sex, list_date=list_date)
    return {dose.key: dose for dose in course}
