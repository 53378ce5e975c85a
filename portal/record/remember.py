"""What to remember when going to a doctor: the red card at the top of the record."""

from collections.abc import Sequence

from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.record.facts import Fact
from portal.record.form import BY_PART
from portal.record.item import Group, Part
from portal.record.kinds import Answer
from portal.record.part_a import blood_group
from portal.record.part_b import Answers
from portal.record.queries import AdministrativeFacts


def cards(answers: Answers, facts: AdministrativeFacts) -> Sequence[Fact]:
    """Return drug allergies with their reactions, illnesses on record, and blood group."""
    found = [
        Fact(label=_("Drug allergy"), lines=reactions(answers, "allergy_drug")),
        Fact(label=_("Illnesses on record"), lines=illnesses(answers)),
        Fact(label=_("Blood group"), lines=[text] if (text := blood_group(facts)) else []),
    ]
    return [fact for fact in found if fact.lines]


def reactions(answers: Answers, item: str) -> list[str]:
    """Return what somebody is allergic to, each with its reaction."""
    rows = [row for row in answers.get(item, ()) if row.answer is Answer.YES]
    return [
        " – ".join(part for part in (row.detail, row.reaction) if part) or Answer.YES.label
        for row in rows
    ]


def illnesses(answers: Answers) -> list[str]:
    """Return the illnesses of part B3 as one line."""
    language = current_language()
    names = [
        row.detail
        if item.id == "disease_other" and row.detail
        else item.label.in_language(language)
        for item in BY_PART[Part.B3]
        if item.group is Group.ILLNESS
        for row in answers.get(item.id, ())
        if row.answer is Answer.YES
    ]
    return [", ".join(names[:1] + [_lowered(name) for name in names[1:]])] if names else []


def _lowered(name: str) -> str:
    return name[0].lower() + name[1:]
