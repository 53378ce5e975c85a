"""Two years of visits before today, person by person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from portal.interop.demo import conditions, growth
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import DemoHousehold, DemoPerson
from portal.interop.demo.conditions import AMLODIPIN, METFORMIN, Condition

STATION, MERGED_STATION, DISTRICT_HOSPITAL = "99101", "99102", "99110"
MERGER = date(2025, 7, 1)
_DAYS = 730
# Mến's last six visits, as days before today: pressure, weight kg, glucose mmol/L.
_MEN = (
    (171, (162, 98), "57.0", "9.4"),
    (143, (158, 96), "56.4", "9.0"),
    (108, (151, 92), "55.8", "8.9"),
    (80, (148, 90), "55.1", "8.7"),
    (46, (145, 88), "54.6", "8.6"),
    (12, (142, 86), "54.2", "7.8"),
)
_MEN_CONDITION = Condition(
    ("I10", "E11.9"),
    "Tăng huyết áp vô căn (nguyên phát); Đái tháo đường típ 2, chưa có biến chứng",
    "Khám định kỳ, lấy thuốc",
    "Tỉnh, tiếp xúc tốt. Tim đều, phổi trong, không phù.",
    (AMLODIPIN, METFORMIN),
    "Uống thuốc đều mỗi ngày, không tự bỏ thuốc. Ăn nhạt, bớt cơm trắng, đi bộ.",
    returns_after=28,
)


@dataclass(frozen=True, slots=True)
class Result:
    """A laboratory result as the file writes it."""

    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVisit:
    """One episode, before it is written into a claim file."""

    person: DemoPerson
    facility: str
    at: datetime
    condition: Condition
    pulse: int
    temperature: str
    breaths: int
    pressure: tuple[int, int] | None = None
    weight: str = ""
    results: tuple[Result, ...] = ()
    inpatient_days: int = 0
    returns_on: date | None = None


class Visits:
    """Draws the visits of every household."""

    def __init__(self, days: Calendar, random: Random) -> None:
        self.days = days
        self.random = random

    def of(self, home: DemoHousehold, person: DemoPerson) -> Iterator[DemoVisit]:
        """Yield a person's visits, the oldest first."""
        if person.name == "Phạm Thị Mến":
            yield from self._men(person)
        elif person.story == "pregnancy":
            for ago in (61, 33, 5):
                day = self.days.workday(self.days.ago(days=ago))
                yield self._visit(person, DISTRICT_HOSPITAL, day, conditions.CHRONIC[person.story])
        elif person.story in conditions.CHRONIC:
            yield from self._chronic(home, person)
        elif person.age(self.days.today) < 16:
            yield from self._now_and_then(home, person, conditions.CHILD, 3)
        else:
            yield from self._now_and_then(home, person, conditions.ADULT, 2)

    def station_on(self, home: DemoHousehold, day: date) -> str:
        """Return the station of the day: that of Sen Hồ was merged on 1 July 2025."""
        merged = home.former_commune == "Sen Hồ" and day < MERGER
        return MERGED_STATION if merged else STATION

    def _men(self, person: DemoPerson) -> Iterator[DemoVisit]:
        for number in range(8, 0, -1):
            day = self.days.workday(self.days.ago(days=171 + 31 * number))
            pressure = (164 + number % 3, 98 + number % 2)
            yield self._men_visit(person, day, pressure, "57.5", "9.6", number * 3)
        for number, (ago, pressure, weight, glucose) in enumerate(_MEN):
            yield self._men_visit(
                person, self.days.ago(days=ago), pressure, weight, glucose, number * 2
            )

    def _men_visit(
        self,
        person: DemoPerson,
        day: date,
        pressure: tuple[int, int],
        weight: str,
        glucose: str,
        minute: int,
    ) -> DemoVisit:
        return DemoVisit(
            person=person,
            facility=STATION,
            at=self.days.morning(day, 7, 30 + minute % 30),
            condition=_MEN_CONDITION,
            pulse=76 + minute % 5,
            temperature="36.6",
            breaths=18,
            pressure=pressure,
            weight=weight,
            results=(
                Result("Glucose (máu, lúc đói)", glucose, "mmol/L"),
                Result("Creatinin (máu)", "68", "µmol/L"),
            ),
            returns_on=day + timedelta(days=28),
        )

    def _chronic(self, home: DemoHousehold, person: DemoPerson) -> Iterator[DemoVisit]:
        condition = conditions.CHRONIC[person.story]
        pace = condition.returns_after or 120
        ago = self.random.randint(pace * 6, _DAYS)
        while ago > 3:
            day = self.days.workday(self.days.ago(days=ago))
            facility = self.station_on(home, day)
            if person.story in {"depression", "tuberculosis", "hepatitis"}:
                facility = DISTRICT_HOSPITAL
            yield self._visit(person, facility, day, condition)
            ago -= pace + self.random.randint(0, 14)

    def _now_and_then(
        self, home: DemoHousehold, person: DemoPerson, kinds: tuple[Condition, ...], most: int
    ) -> Iterator[DemoVisit]:
        known_for = (self.days.today - person.born.day).days - 20
        ages = sorted(
            (self.random.randint(2, _DAYS) for _ in range(self.random.randint(0, most))),
            reverse=True,
        )
        for ago in ages:
            if ago >= known_for:
                continue
            day = self.days.workday(self.days.ago(days=ago))
            condition = self.random.choice(kinds)
            stays = 4 if condition.codes == ("J20.9",) and self.random.random() < 0.3 else 0
            facility = DISTRICT_HOSPITAL if stays else self.station_on(home, day)
            yield self._visit(person, facility, day, condition, stays)

    def _visit(
        self, person: DemoPerson, facility: str, day: date, condition: Condition, stays: int = 0
    ) -> DemoVisit:
        random = self.random
        child = person.age(day) < 16
        high = 20 if person.story == "hypertension" else 0
        feverish = any("sốt" in word.lower() for word in (condition.reason,))
        returns = condition.returns_after
        return DemoVisit(
            person=person,
            facility=facility,
            at=self.days.morning(day, random.randint(7, 10), random.randint(0, 59)),
            condition=condition,
            pulse=random.randint(96, 124) if child else random.randint(68, 88),
            temperature=f"{random.randint(376, 391) / 10 if feverish else 36.7:.1f}",
            breaths=random.randint(24, 34) if child else random.randint(16, 20),
            pressure=None
            if child
            else (random.randint(112, 130) + high, random.randint(70, 82) + high // 2),
            weight=growth.weight(person, day, random),
            results=tuple(self._result(test) for test in condition.tests),
            inpatient_days=stays,
            returns_on=day + timedelta(days=returns) if returns else None,
        )

    def _result(self, test: str) -> Result:
        draw = self.random.uniform
        if test == "glucose":
            return Result("Glucose (máu, lúc đói)", _figure(draw(6.2, 9.4), "0.1", ","), "mmol/L")
        if test == "hba1c":
            return Result("HbA1c", _figure(draw(6.4, 8.2), "0.1", ","), "%")
        if test == "alt":
            return Result("ALT (GPT)", _figure(draw(22, 61), "1"), "U/L")
        return Result("Creatinin (máu)", _figure(draw(58, 96), "1"), "µmol/L")


def _figure(number: float, step: str, point: str = ".") -> str:
    """Write a figure the way laboratories do: some with a comma."""
    return str(Decimal(str(number)).quantize(Decimal(step))).replace(".", point)
