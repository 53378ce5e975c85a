"""Building Xã Đồng Sen: about sixty households in six thôn, the same for the same seed."""

from collections.abc import Iterator
from random import Random

from portal.interop.demo import names
from portal.interop.demo.calendar import Calendar
from portal.interop.demo.cast import (
    DemoHousehold,
    DemoPerson,
    duyen_and_baby,
    hoa_and_nam,
    lan_and_men,
    tua,
)
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex

HOUSEHOLDS = 60
# Thôn, former commune (merged on 1 July 2025), most frequent ethnic group.
HAMLETS = (
    ("Thôn Suối Bạc", "Đồng Sen", "Mường"),
    ("Đồng Thượng", "Đồng Sen", "Kinh"),
    ("Chợ Sen", "Đồng Sen", "Kinh"),
    ("Đồi Chè", "Đồng Sen", "Mường"),
    ("Bản Mây", "Sen Hồ", "Thái"),
    ("Nà Lúa", "Sen Hồ", "Mông"),
)
_STORIES = ("hypertension", "diabetes", "asthma", "gastritis", "back pain")
_RESTRICTED = ("depression", "tuberculosis", "hepatitis")


class Builder:
    """The people of the commune, drawn from one random source."""

    def __init__(self, days: Calendar, seed: int) -> None:
        self.days = days
        self.random = Random(seed)
        self._serial = 1000
        self._phone = 1000

    def households(self) -> list[DemoHousehold]:
        """Return every household; those told by name come first."""
        named = (lan_and_men, duyen_and_baby, tua, hoa_and_nam)
        homes = [household(self.days) for household in named]
        for number in range(len(homes) + 1, HOUSEHOLDS + 1):
            hamlet, former, ethnicity = HAMLETS[number % len(HAMLETS)]
            home = DemoHousehold(
                code=f"DS-{number:04d}",
                hamlet=hamlet,
                former_commune=former,
                ethnicity=ethnicity,
                religion="Tin lành" if ethnicity == "Mông" and number % 2 else "Không",
            )
            home.members += self._family(home)
            homes.append(home)
        self._tell_stories(homes[len(named) :])
        return homes

    def _family(self, home: DemoHousehold) -> Iterator[DemoPerson]:
        """Yield grandparents, parents and children as they come."""
        random, surname = self.random, self.random.choice(names.SURNAMES[home.ethnicity])
        parents_age = random.randint(24, 52)
        head = None
        if random.random() < 0.45:
            head = self._person(surname, Sex.MALE, parents_age + random.randint(24, 32), "Chủ hộ")
            yield head
            if random.random() < 0.7:
                other = random.choice(names.SURNAMES[home.ethnicity])
                yield self._person(other, Sex.FEMALE, head.age(self.days.today) - 3, "Vợ")
        father = self._person(surname, Sex.MALE, parents_age, "Con" if head else "Chủ hộ")
        father.father = head
        mother = self._person(
            random.choice(names.SURNAMES[home.ethnicity]),
            Sex.FEMALE,
            max(20, parents_age - random.randint(0, 5)),
            "Con dâu" if head else "Vợ",
        )
        if random.random() < 0.3:
            mother.phone = father.phone  # one telephone in the house
        yield father
        yield mother
        for child_age in self._children(parents_age):
            child = self._child(surname, child_age, "Cháu" if head else "Con")
            child.mother, child.father = mother, father
            yield child

    def _children(self, parents_age: int) -> list[int]:
        """Return the ages of the children, in months."""
        oldest = max(0, (parents_age - 21) * 12)
        count = self.random.choice((1, 2, 2, 2, 3))
        ages = [self.random.randint(1, min(oldest, 17 * 12)) for _ in range(count) if oldest]
        return sorted(ages, reverse=True)

    def _person(self, surname: str, sex: Sex, age: int, relation: str) -> DemoPerson:
        random = self.random
        born = self.days.ago(years=age, days=random.randint(1, 360))
        year_only = age >= 62 and random.random() < 0.4
        self._serial += 1
        self._phone += 1
        return DemoPerson(
            name=f"{surname} {random.choice(names.GIVEN[sex])}",
            born=PartialDate.of_year(born.year) if year_only else PartialDate(born),
            sex=sex,
            relation=relation,
            serial=self._serial,
            occupation="Già yếu" if age > 65 else random.choice(names.OCCUPATIONS),
            education=random.choice(("5/12", "7/12", "9/12", "12/12")),
            phone=f"090000{self._phone:04d}",
        )

    def _child(self, surname: str, months: int, relation: str) -> DemoPerson:
        random = self.random
        sex = random.choice((Sex.MALE, Sex.FEMALE))
        self._serial += 1
        years = months // 12
        return DemoPerson(
            name=f"{surname} {random.choice(names.CHILDREN[sex])}",
            born=PartialDate(self.days.ago(months=months, days=random.randint(0, 25))),
            sex=sex,
            relation=relation,
            serial=self._serial,
            occupation="Học sinh" if years >= 6 else "",
            education=f"Lớp {min(12, years - 5)}" if years >= 6 else "",
            has_number=months > 2,
            remarks="" if months > 2 else "Chưa có số định danh",
        )

    def _tell_stories(self, homes: list[DemoHousehold]) -> None:
        """Give elders the diseases their visits will be about, and three adults a hard one."""
        drawn = [person for home in homes for person in home.members]
        for person in drawn:
            if person.age(self.days.today) >= 50 and self.random.random() < 0.7:
                person.story = self.random.choice(_STORIES)
        adults = [p for p in drawn if 20 <= p.age(self.days.today) < 50 and p.has_number]
        for story, person in zip(_RESTRICTED, self.random.sample(adults, 3), strict=True):
            person.story = story
