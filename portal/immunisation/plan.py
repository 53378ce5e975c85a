"""One person's doses laid over the schedule of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.immunisation.agenda import Agenda, agenda_of
from portal.immunisation.doses import GivenDose
from portal.immunisation.queries import DoseRow
from portal.immunisation.rules import course_of
from portal.immunisation.schedule import Schedule, schedule_on
from portal.immunisation.tetanus import TetanusDose, tetanus_course
from portal.immunisation.vaccines import VACCINES
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex, Source


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is needed, what comes and what was given.

    `list_date` is the newest day the registry's list was exported, None when no dose came
    from it. `schedule` is None for adults, whose childhood doses are history.
    """

    agenda: Agenda
    tetanus: tuple[TetanusDose, ...]
    schedule: Schedule | None
    list_date: date | None


def plan_of(
    born: PartialDate, sex: Sex, rows: Sequence[DoseRow], *, today: date, area: str
) -> Plan:
    """Compute the plan of one person; `area` is the (former) province's code or empty."""
    given = [as_given(row) for row in rows]
    list_date = newest_list(rows)
    schedule = schedule_on(today)
    tetanus = tetanus_course(given, born, sex=sex, today=today)
    if schedule.shows_until.after(born.latest) <= today:
        agenda = Agenda(birth=born, given=given)
        return Plan(agenda=agenda, tetanus=tetanus, schedule=None, list_date=list_date)
    course = course_of(
        born, given, schedule, today=today, area=area or None, sex=sex, list_date=list_date
    )
    return Plan(
        agenda=agenda_of(course, given, born, today=today),
        tetanus=tetanus,
        schedule=schedule,
        list_date=list_date,
    )


def as_given(row: DoseRow) -> GivenDose:
    """Read a stored dose as the rules see it."""
    number = row.number_as_written or ""
    return GivenDose(
        name=row.vaccine_name,
        vaccine=VACCINES.get(row.vaccine_code or ""),
        given_on=row.given,
        number=int(number) if number.isdecimal() else None,
        facility=row.facility_name,
        reaction=row.reaction,
        next_on=row.next_on,
        gestation_month=row.gestation_month,
        reference=row.id,
        corrected_on=row.recorded_on if row.corrected else None,
    )


def newest_list(rows: Sequence[DoseRow]) -> date | None:
    """Return the day of the newest registry list a dose came from."""
    days = [row.recorded_on for row in rows if row.source is Source.IMMUNISATION_REGISTRY]
    return max(days, default=None)
