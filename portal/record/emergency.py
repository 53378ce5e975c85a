"""The six facts a doctor needs when the person cannot be asked (product.md, section 4).

Ordinary classes alone: an emergency opens no restricted illness on its first card.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import formats
from portal.kernel.db import reads
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, Sex, TieKind
from portal.people.models import Person
from portal.people.sight import Sight
from portal.record import queries, remember
from portal.record.facts import Fact
from portal.record.form import BY_PART
from portal.record.item import Group, Part
from portal.record.kinds import Answer
from portal.record.kinship import TIES
from portal.record.masks import masked_number
from portal.record.numbers import Numbers, RelativeLine, numbers_of
from portal.record.part_a import blood_group
from portal.record.part_b import Answers, grouped_answers

SIGHT = Sight()
# Whom to call first: the one who looks after the person, then who may decide.
_CALLED = (TieKind.CAREGIVER, TieKind.GUARDIAN, TieKind.MOTHER, TieKind.FATHER)
_PERSON = sa.select(Person.sex, Person.birth_date, Person.birth_precision).where(
    Person.id == sa.bindparam("person_id")
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Whom to call, in words, at a number in full (E.164)."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True, kw_only=True)
class EmergencyCard:
    """Six facts, each with its label; a fact nobody wrote down says so."""

    blood_group: Fact
    allergies: Fact
    illnesses: Fact
    medicines: Fact
    contact: Fact
    person: Fact
    call: Contact | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The six facts in the order they are read."""
        return (
            self.blood_group,
            self.allergies,
            self.illnesses,
            self.medicines,
            self.contact,
            self.person,
        )


def card_of(person_id: UUID, today: date, *, medicines: Sequence[str] = ()) -> EmergencyCard:
    """Gather the card in four statements.

    Visits stand beside the record: whoever shows the card hands in their medicines, each in
    one line and read with SIGHT.
    """
    person = reads().execute(_PERSON, {"person_id": person_id}).one()
    born = PartialDate(person.birth_date, person.birth_precision)
    facts = queries.administrative_facts(person_id)
    numbers = numbers_of(person_id)
    answers = grouped_answers(queries.answers(person_id), SIGHT, born, today)
    blood, contact = blood_group(facts), _contact(numbers)
    return EmergencyCard(
        blood_group=_fact(_("Blood group"), [blood] if blood else []),
        allergies=_fact(_("Allergies"), list(_allergies(answers))),
        illnesses=_fact(_("Illnesses on record"), remember.illnesses(answers)),
        medicines=_fact(_("Medicines in use"), medicines),
        contact=_fact(_("Whom to call"), [_called(contact)] if contact else []),
        person=_fact(_("Age and sex"), [_age_and_sex(born, person.sex, today), *_card(numbers)]),
        call=contact,
    )


def _fact(label: str, lines: Sequence[str]) -> Fact:
    return Fact(label=label, lines=lines or [_("Not recorded")])


def _allergies(answers: Answers) -> Iterator[str]:
    """Yield each allergy with its reaction; a no is told, for it is not the same as nothing."""
    for item in BY_PART[Part.B3]:
        if item.group is not Group.ALLERGY or item.id not in answers:
            continue
        label = item.label.in_language(current_language()).partition(": ")[2].capitalize()
        found = remember.reactions(answers, item.id) or [Answer.NO.label.lower()]
        yield from (f"{label}: {words}" for words in found)


def _contact(numbers: Numbers) -> Contact | None:
    """Choose whom to call: representatives first among those who have a phone."""
    callable_ = [tie for tie in numbers.relatives if tie.phone]
    if not callable_:
        return None
    tie = min(callable_, key=lambda one: (not one.represents, _CALLED.index(one.kind)))
    return Contact(name=tie.name, relation=_relation(tie), phone=tie.phone or "")


def _relation(tie: RelativeLine) -> str:
    return tie.relation_text or TIES[tie.kind].in_language(current_language())


def _called(contact: Contact) -> str:
    return f"{contact.name} ({contact.relation.lower()}), {_dialled(contact.phone)}"


def _dialled(phone: str) -> str:
    """Write a number as it is dialled at home: 0900 000 123."""
    digits = f"0{phone[3:]}" if phone.startswith("+84") else phone
    return " ".join(filter(None, (digits[:4], digits[4:7], digits[7:])))


def _age_and_sex(born: PartialDate, sex: Sex, today: date) -> str:
    language = current_language()
    age = formats.age(born.age_on(today), language=language)
    return f"{age}, {sex.label} ({formats.partial_day(born, language=language)})"


def _card(numbers: Numbers) -> list[str]:
    """Return the end of the insurance card in force, so that the right person is treated."""
    cards = [
        number.value
        for number in numbers.identifiers
        if number.system is IdentifierSystem.INSURANCE_CARD and number.active
    ]
    return [_("Insurance card %(tail)s", tail=masked_number(cards[0]))] if cards else []
