"""The shapes of the demonstration's people, and the households told by name.

Everybody is invented. Identity numbers begin with 099, a prefix no province has; phone
numbers are 0900 and zeros.
"""

from dataclasses import dataclass, field
from datetime import date

from portal.interop.demo.calendar import Calendar
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sex

PROVINCE_PREFIX = "099"


@dataclass(slots=True, kw_only=True)
class DemoPerson:
    """One inhabitant: what the station's list says, and what their files will tell."""

    name: str
    born: PartialDate
    sex: Sex
    relation: str
    serial: int
    occupation: str = ""
    education: str = ""
    phone: str = ""
    has_number: bool = True
    remarks: str = ""
    mother: "DemoPerson | None" = None
    father: "DemoPerson | None" = None
    caregiver: "DemoPerson | None" = None
    caregiver_relation: str = ""
    story: str = ""

    @property
    def personal_id(self) -> str:
        """Return an impossible but well-formed number: prefix, century and sex, year, serial."""
        if not self.has_number:
            return ""
        year = self.born.day.year
        century = (year // 100 - 19) * 2 + (self.sex is Sex.FEMALE)
        return f"{PROVINCE_PREFIX}{century}{year % 100:02d}{self.serial:06d}"

    def age(self, today: date) -> int:
        found = self.born.age_on(today)
        return found.years if found else 0


@dataclass(slots=True, kw_only=True)
class DemoHousehold:
    """One household of a thôn."""

    code: str
    hamlet: str
    former_commune: str
    ethnicity: str
    religion: str = "Không"
    members: list[DemoPerson] = field(default_factory=list)


def lan_and_men(days: Calendar) -> DemoHousehold:
    """The family of the design pictures: Lan, her children, and her mother-in-law Mến."""
    home = DemoHousehold(
        code="DS-0001", hamlet="Thôn Suối Bạc", former_commune="Đồng Sen", ethnicity="Mường"
    )
    men = DemoPerson(
        name="Phạm Thị Mến", born=PartialDate(_year(days, 68, 3, 12)), sex=Sex.FEMALE,
        relation="Chủ hộ", serial=67, occupation="Già yếu", education="7/10",
        phone="0900000067", story="hypertension",
    )  # fmt: skip
    duc = DemoPerson(
        name="Trương Văn Đức", born=PartialDate(_year(days, 34, 8, 19)), sex=Sex.MALE,
        relation="Con", serial=341, occupation="Công nhân", education="12/12",
        phone="0900000341", remarks="Đi làm xa", mother=men,
    )  # fmt: skip
    lan = DemoPerson(
        name="Hà Thị Lan", born=PartialDate(_year(days, 31, 4, 2)), sex=Sex.FEMALE,
        relation="Con dâu", serial=123, occupation="Làm ruộng", education="12/12",
        phone="0900000123", story="mother",
    )  # fmt: skip
    men.caregiver, men.caregiver_relation = lan, "con dâu"
    duc_anh = DemoPerson(
        name="Trương Đức Anh", born=PartialDate(days.ago(years=6, months=5, days=3)),
        sex=Sex.MALE, relation="Cháu", serial=207, occupation="Học sinh", education="Lớp 1",
        mother=lan, father=duc, story="fully vaccinated",
    )  # fmt: skip
    vy = DemoPerson(
        name="Trương Hà Vy", born=PartialDate(days.ago(months=9, days=4)), sex=Sex.FEMALE,
        relation="Cháu", serial=208, mother=lan, father=duc, story="vy",
    )  # fmt: skip
    home.members += [men, duc, lan, duc_anh, vy]
    return home


def duyen_and_baby(days: Calendar) -> DemoHousehold:
    """A mother of a five-month-old, and a phone that serves two adults."""
    home = DemoHousehold(
        code="DS-0002", hamlet="Bản Mây", former_commune="Sen Hồ", ethnicity="Thái"
    )
    thang = DemoPerson(
        name="Lò Văn Thắng", born=PartialDate(_year(days, 27, 6, 5)), sex=Sex.MALE,
        relation="Chủ hộ", serial=274, occupation="Làm nương", education="9/12",
        phone="0900000274",
    )  # fmt: skip
    duyen = DemoPerson(
        name="Lò Thị Duyên", born=PartialDate(_year(days, 24, 10, 21)), sex=Sex.FEMALE,
        relation="Vợ", serial=245, occupation="Làm nương", education="9/12",
        phone="0900000274", story="mother",
    )  # fmt: skip
    baby = DemoPerson(
        name="Lò Bảo An", born=PartialDate(days.ago(months=5, days=12)), sex=Sex.MALE,
        relation="Con", serial=509, mother=duyen, father=thang, story="overdue at five months",
    )  # fmt: skip
    home.members += [thang, duyen, baby]
    return home


def tua(days: Calendar) -> DemoHousehold:
    """An old man alone, born in a year nobody wrote down more exactly."""
    home = DemoHousehold(
        code="DS-0003", hamlet="Nà Lúa", former_commune="Sen Hồ", ethnicity="Mông",
        religion="Tin lành",
    )  # fmt: skip
    home.members.append(
        DemoPerson(
            name="Giàng A Tủa",
            born=PartialDate.of_year(days.today.year - 81),
            sex=Sex.MALE,
            relation="Chủ hộ",
            serial=81,
            occupation="Già yếu",
            phone="0900000081",
            remarks="Hộ nghèo",
            story="asthma",
        )
    )
    return home


def hoa_and_nam(days: Calendar) -> DemoHousehold:
    """A woman in her fourth month who has told nobody but the hospital, and her husband."""
    home = DemoHousehold(
        code="DS-0004", hamlet="Bản Mây", former_commune="Sen Hồ", ethnicity="Thái"
    )
    nam = DemoPerson(
        name="Vi Văn Nam", born=PartialDate(_year(days, 30, 2, 3)), sex=Sex.MALE,
        relation="Chủ hộ", serial=302, occupation="Thợ xây", education="9/12",
        phone="0900000302",
    )  # fmt: skip
    hoa = DemoPerson(
        name="Lương Thị Hoa", born=PartialDate(_year(days, 28, 5, 6)), sex=Sex.FEMALE,
        relation="Vợ", serial=285, occupation="Làm nương", education="12/12",
        phone="0900000285", story="pregnancy",
    )  # fmt: skip
    home.members += [nam, hoa]
    return home


def _year(days: Calendar, age: int, month: int, day: int) -> date:
    """Return the birthday that makes somebody this old today."""
    born = date(days.today.year - age, month, day)
    if (born.month, born.day) > (days.today.month, days.today.day):
        return born.replace(year=born.year - 1)
    return born
