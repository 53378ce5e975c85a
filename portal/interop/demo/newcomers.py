"""Who came to live in the commune lately: a name and a home, and no record written down yet.

They came after the list was made. Without them every village would have all its records.
"""

from random import Random

import sqlalchemy as sa

from portal.interop.demo import names
from portal.interop.demo.calendar import Calendar
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import Precision
from portal.kernel.text import fold
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership, Person
from portal.people.places import Household, Village

# To how many households of a village somebody came; to the others of the commune, to none.
_CAME = {"Đồng Thượng": 1, "Chợ Sen": 3, "Đồi Chè": 2, "Bản Mây": 4, "Nà Lúa": 8}
_DAYS, _PACE = 40, 4
_SEED = 56


def tell(days: Calendar) -> None:
    """Let one more person live in the last households of most villages; the caller commits."""
    random = Random(_SEED)
    for village, count in _CAME.items():
        homes = session.scalars(
            sa.select(Household.id)
            .join(Village, Village.id == Household.village_id)
            .where(Village.name == village)
            .order_by(Household.code.desc())
            .limit(count)
        ).all()
        for number, home in enumerate(homes):
            person = _somebody(days, random)
            session.add(person)
            session.flush()  # the membership names the person
            session.add(
                Membership(
                    household_id=home,
                    person_id=person.id,
                    position=90,
                    relation=Relation.OTHER,
                    joined_on=days.ago(days=_DAYS - _PACE * number),
                )
            )


def _somebody(days: Calendar, random: Random) -> Person:
    sex = random.choice((Sex.MALE, Sex.FEMALE))
    name = f"{random.choice(names.SURNAMES['Kinh'])} {random.choice(names.GIVEN[sex])}"
    return Person(
        full_name=name,
        name_folded=fold(name),
        sex=sex,
        birth_date=days.ago(years=random.randint(19, 33)),
        birth_precision=Precision.DAY,
        created_at=clock.now(),
    )
