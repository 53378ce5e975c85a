"""Part A as the page and the sheet show it: numbers masked, the district as history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal.access.gate import Subject
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.kinds import IdentifierSystem, Sensitivity, TieKind
from portal.record.addresses import address
from portal.record.code_lists import ETHNICITIES, OCCUPATIONS, RELIGIONS, named
from portal.record.facts import Block, Fact
from portal.record.form_administrative import PART_A
from portal.record.kinship import TIES, relation_words
from portal.record.masks import masked_email, masked_number, masked_phone
from portal.record.numbers import Numbers, RelativeLine
from portal.record.queries import AdministrativeFacts
from portal.record.sources import Origin, sentence

# Always shown first, known or not; the rest opens on demand.
_FIRST = ("full_name", "birth_and_sex", "personal_id", "insurance_card", "residence",
          "representative")  # fmt: skip
_ORIGIN = frozenset({"ethnicity", "religion"})
_TIES = {
    "mother": TieKind.MOTHER,
    "father": TieKind.FATHER,
    "caregiver": TieKind.CAREGIVER,
    "guardian": TieKind.GUARDIAN,
}


@dataclass(frozen=True, kw_only=True)
class PartA:
    """Everything part A is written from."""

    subject: Subject
    facts: AdministrativeFacts
    numbers: Numbers
    today: date


def block(part: PartA) -> Block:
    """Return part A: the facts people look for, then the rest, then what is not recorded."""
    values = {name: lines for name, lines in _values(part) if lines}
    first = [_fact(name, values.get(name, [_("Not recorded")])) for name in _FIRST[:-1]]
    if "representative" in values:
        first.append(_fact("representative", values["representative"]))
    return Block(
        about="A",
        heading=_("A. Administrative information"),
        facts=first,
        more=[_fact(name, lines) for name, lines in values.items() if name not in _FIRST],
        missing=[_label(name) for name in _asked(part.subject) if name not in values],
        source=sentence(_origins(part)),
    )


def _asked(subject: Subject) -> Iterator[str]:
    """Yield the labels that can be missing: not those shown anyway, nor those kept apart."""
    for name in PART_A:
        if name in _FIRST or (name in _ORIGIN and not _sees_origin(subject)):
            continue
        yield name


def _sees_origin(subject: Subject) -> bool:
    """Say whether ethnicity and religion are shown (sensitive: NĐ 356/2025, article 4)."""
    return subject.sight.shows(Sensitivity.ORIGIN)


def _fact(name: str, lines: Sequence[str]) -> Fact:
    return Fact(label=_label(name), lines=lines)


def _label(name: str) -> str:
    return PART_A[name].in_language(current_language())


def _origins(part: PartA) -> Iterator[Origin]:
    facts = part.facts
    if facts.source is not None and facts.recorded_on is not None:
        yield Origin(facts.source, facts.recorded_on, facts.recorded_by)
        return
    for number in part.numbers.identifiers[:1]:
        yield Origin(number.source, number.recorded_on)


def _values(part: PartA) -> Iterator[tuple[str, list[str]]]:
    """Yield every field of part A in the form's order; an empty list is not recorded."""
    yield from _person(part)
    yield from _identity(part)
    yield from _household(part.facts)
    yield from _status(part)
    yield from _places(part.facts)
    yield from _contact(part)
    for name, kind in _TIES.items():
        yield name, [_relative(tie) for tie in part.numbers.relatives if tie.kind is kind]
    yield "representative", [_named(tie) for tie in part.numbers.relatives if tie.represents]


def _person(part: PartA) -> Iterator[tuple[str, list[str]]]:
    subject, language = part.subject, current_language()
    born = formats.partial_day(subject.born, language=language)
    age = formats.age(subject.born.age_on(part.today), language=language)
    yield "full_name", [subject.full_name]
    yield "birth_and_sex", [f"{born} ({age}), {subject.sex.label}"]


def _identity(part: PartA) -> Iterator[tuple[str, list[str]]]:
    facts = part.facts
    yield "personal_id", _masked(part.numbers, IdentifierSystem.PERSONAL_ID)
    yield "old_id_card", _masked(part.numbers, IdentifierSystem.OLD_ID_CARD)
    yield "passport", _masked(part.numbers, IdentifierSystem.PASSPORT)
    issued_on = _day(facts.id_issued_on) if facts.id_issued_on else None
    yield "id_issued", _joined([issued_on, facts.id_issued_by])
    yield "insurance_card", _insurance(part)
    yield "social_insurance", _masked(part.numbers, IdentifierSystem.SOCIAL_INSURANCE)


def _masked(numbers: Numbers, system: IdentifierSystem) -> list[str]:
    """Return the numbers in force, masked; past ones are history and say nothing here."""
    return [
        formats.personal_id_tail(number.value)
        if system is IdentifierSystem.PERSONAL_ID
        else masked_number(number.value)
        for number in numbers.identifiers
        if number.system is system and (number.active or system is IdentifierSystem.OLD_ID_CARD)
    ]


def _insurance(part: PartA) -> list[str]:
    cards = [
        number
        for number in part.numbers.identifiers
        if number.system is IdentifierSystem.INSURANCE_CARD and number.active
    ]
    ends = [card.valid_to for card in cards if card.valid_to] + [part.facts.insurance_until]
    until = max((end for end in ends if end), default=None)
    lines = [masked_number(card.value) for card in cards[:1]]
    if until is not None:
        words = _("Expired on %(day)s") if until < part.today else _("Valid until %(day)s")
        lines.append(words % {"day": _day(until)})
    return lines


def _household(facts: AdministrativeFacts) -> Iterator[tuple[str, list[str]]]:
    yield "household_code", _joined([facts.household_code])
    relation = facts.relation and relation_words(
        facts.relation, facts.relation_text, current_language()
    )
    yield "relation", _joined([relation])


def _status(part: PartA) -> Iterator[tuple[str, list[str]]]:
    facts, language = part.facts, current_language()
    yield "blood_group", _joined([blood_group(facts)])
    if _sees_origin(part.subject):
        yield "ethnicity", _joined([named(facts.ethnicity, ETHNICITIES, language)])
        yield "religion", _joined([named(facts.religion, RELIGIONS, language)])
    yield "nationality", _joined([facts.nationality])
    yield "occupation", _joined([named(facts.occupation, OCCUPATIONS, language)])
    yield "education", _joined([facts.education])
    yield "workplace", _joined([facts.workplace])
    yield "birth_registration", _joined([facts.birth_registration_province])


def blood_group(facts: AdministrativeFacts) -> str | None:
    """Return "O, Rh+" as far as it is known."""
    rh = facts.blood_rh and (facts.blood_rh if "h" in facts.blood_rh else f"Rh{facts.blood_rh}")
    return ", ".join(part for part in (facts.blood_abo, rh) if part) or None


def _places(facts: AdministrativeFacts) -> Iterator[tuple[str, list[str]]]:
    permanent, current = address(facts.permanent), address(facts.current)
    yield "residence", _joined([current or permanent or facts.village])
    yield "permanent_residence", _joined([permanent])


def _contact(part: PartA) -> Iterator[tuple[str, list[str]]]:
    yield "phone", [masked_phone(phone.number) for phone in part.numbers.phones]
    yield "email", [masked_email(part.facts.email)] if part.facts.email else []


def _relative(tie: RelativeLine) -> str:
    words = tie.relation_text if tie.kind is TieKind.CAREGIVER else None
    name = f"{tie.name} ({words})" if words else tie.name
    return f"{name}, {masked_phone(tie.phone)}" if tie.phone else name


def _named(tie: RelativeLine) -> str:
    """Return a representative with the tie: Hà Thị Lan (mẹ), …345."""
    words = tie.relation_text or TIES[tie.kind].in_language(current_language())
    name = f"{tie.name} ({words[0].lower()}{words[1:]})"
    return f"{name}, {masked_phone(tie.phone)}" if tie.phone else name


def _joined(parts: Sequence[str | None]) -> list[str]:
    text = ", ".join(part for part in parts if part)
    return [text] if text else []


def _day(day: date) -> str:
    return formats.day(day, language=current_language())
