"""Three questions for somebody who cannot come: from part A, and not printed on the card.

Whoever asks types what the person says and never sees what is right. Which three are asked
is settled by the person and the day, so that opening the page again finds no easier ones.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from portal.kernel import clock, crypto
from portal.kernel.db import reads
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, TieKind
from portal.people.models import Administrative, FamilyTie, Identifier, Membership, Person
from portal.people.queries import mobile_of

ASKED = 3
_PHONE_DIGITS = 6
_NUMBER_DIGITS = 4


class Fact(StrEnum):
    """What may be asked."""

    MOTHER = "mother"
    FATHER = "father"
    HOUSEMATE = "housemate"
    INSURANCE_MONTH = "insurance_month"
    INSURANCE_NUMBER = "insurance_number"
    OLD_CARD = "old_card"
    PHONE = "phone"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Fact.MOTHER: _l("What is your mother's full name?"),
    Fact.FATHER: _l("What is your father's full name?"),
    Fact.HOUSEMATE: _l("What is the full name of somebody who lives with you?"),
    Fact.INSURANCE_MONTH: _l("Until which month and year is your health-insurance card valid?"),
    Fact.INSURANCE_NUMBER: _l("What are the last four digits of your health-insurance card?"),
    Fact.OLD_CARD: _l("What are the last four digits of your old identity card?"),
    Fact.PHONE: _l("What are the last six digits of the phone number the station has?"),
}

Answers = Mapping[Fact, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, and the answers that are right, in the shape answers are compared in."""

    fact: Fact
    right: frozenset[str] = field(repr=False)

    def is_right(self, answer: str) -> bool:
        """Say whether somebody answered right; accents, case and blanks do not count."""
        return shaped(self.fact, answer) in self.right


def questions_for(person_id: UUID) -> list[Question]:
    """Return today's three questions for a person; fewer when not enough is on file."""
    day = clock.today()
    found = [Question(fact=fact, right=right) for fact, right in on_file(person_id).items()]
    return sorted(found, key=lambda question: _place(question.fact, person_id, day))[:ASKED]


def count_right(asked: list[Question], said: Mapping[Fact, str]) -> int:
    """Count the right answers."""
    return sum(question.is_right(said.get(question.fact, "")) for question in asked)


def _place(fact: Fact, person_id: UUID, day: date) -> bytes:
    return crypto.mac("reset-questions", fact.value, str(person_id), day.isoformat())


def shaped(fact: Fact, text: str) -> str:
    """Bring an answer into the shape it is compared in; empty when it cannot be one."""
    if fact in (Fact.MOTHER, Fact.FATHER, Fact.HOUSEMATE):
        return fold(text)
    if fact is Fact.INSURANCE_MONTH:
        month = re.fullmatch(r"\D*(\d{1,2})\D+(\d{4})\D*", text, re.ASCII)
        return f"{int(month[1]):02d}/{month[2]}" if month else ""
    return "".join(re.findall(r"[0-9]", text))[-_digits(fact) :]


def _digits(fact: Fact) -> int:
    return _PHONE_DIGITS if fact is Fact.PHONE else _NUMBER_DIGITS


def on_file(person_id: UUID) -> Answers:
    """Return what is on file and may be asked, with the right answers."""
    found = {fact: frozenset(map(str, right)) for fact, right in _facts(person_id) if right}
    return {fact: right for fact, right in found.items() if right}


def _facts(person_id: UUID) -> Iterator[tuple[Fact, set[str]]]:
    ties = {row.kind: row.name for row in reads().execute(_TIES, {"person_id": person_id})}
    parents = {Fact.MOTHER: ties.get(TieKind.MOTHER), Fact.FATHER: ties.get(TieKind.FATHER)}
    for fact, name in parents.items():
        yield fact, {fold(name)} if name else set()
    named = {fold(name) for name in parents.values() if name}
    mates = reads().scalars(_HOUSEMATES, {"person_id": person_id})
    yield Fact.HOUSEMATE, {fold(name) for name in mates} - named
    until = reads().scalar(_INSURED_UNTIL, {"person_id": person_id})
    yield Fact.INSURANCE_MONTH, {f"{until.month:02d}/{until.year}"} if until else set()
    yield Fact.INSURANCE_NUMBER, _tails(person_id, IdentifierSystem.INSURANCE_CARD)
    yield Fact.OLD_CARD, _tails(person_id, IdentifierSystem.OLD_ID_CARD)
    mobile = mobile_of(reads(), person_id)
    yield Fact.PHONE, {shaped(Fact.PHONE, mobile[0])} if mobile else set()


def _tails(person_id: UUID, system: IdentifierSystem) -> set[str]:
    numbers = reads().scalars(_NUMBERS, {"person_id": person_id, "system": system})
    return {shaped(Fact.OLD_CARD, number) for number in numbers}


_TIES = sa.select(FamilyTie.kind, FamilyTie.name).where(
    FamilyTie.person_id == sa.bindparam("person_id")
)
_HOUSEMATES = (
    sa.select(Person.full_name)
    .join(Membership, Membership.person_id == Person.id)
    .where(
        Membership.left_on.is_(None),
        Person.id != sa.bindparam("person_id"),
        Membership.household_id.in_(
            sa.select(Membership.household_id).where(
                Membership.person_id == sa.bindparam("person_id"), Membership.left_on.is_(None)
            )
        ),
    )
)
_INSURED_UNTIL = sa.select(Administrative.insurance_until).where(
    Administrative.person_id == sa.bindparam("person_id"), Administrative.replaced_at.is_(None)
)
_NUMBERS = sa.select(Identifier.value).where(
    Identifier.person_id == sa.bindparam("person_id"),
    Identifier.system == sa.bindparam("system"),
    Identifier.active,
)
