"""Part B as blocks: what is there, what was denied, what was not asked.

A representative is shown no sensitive item at all, answered or not: an item that is
missing from all three lists says nothing about the person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from portal.access.gate import Subject
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.kinds import Sensitivity
from portal.record.facts import Block, Fact
from portal.record.form import BY_PART, ITEMS, part_applies
from portal.record.item import Group, Item, Kind, Part
from portal.record.kinds import Answer, Habit
from portal.record.queries import AnswerRow
from portal.record.sources import Origin, sentence

Answers = Mapping[str, Sequence[AnswerRow]]


def blocks(rows: Sequence[AnswerRow], subject: Subject, today: date) -> list[Block]:
    """Return the blocks this person's form has and this reader may see."""
    answers = shown_answers(rows, subject)
    hidden = hidden_items(rows, subject)
    parts = (part for part in Part if _is_shown(part, subject, answers, today))
    visible = {part: [item for item in BY_PART[part] if item.id not in hidden] for part in parts}
    return [_block(part, items, answers) for part, items in visible.items() if items]


def hidden_items(rows: Sequence[AnswerRow], subject: Subject) -> frozenset[str]:
    """Return the items a reader must not learn anything about."""
    if subject.sensitive_shown:
        return frozenset()
    kept_apart = {item.id for item in ITEMS.values() if item.sensitivity is not Sensitivity.NONE}
    kept_apart |= {row.item for row in rows if row.sensitivity is not Sensitivity.NONE}
    return frozenset(kept_apart)


def shown_answers(rows: Sequence[AnswerRow], subject: Subject) -> Answers:
    """Group the answers a reader may see by item."""
    hidden = hidden_items(rows, subject)
    grouped: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        if row.item not in hidden and row.answer is not Answer.NOT_ASKED:
            grouped[row.item].append(row)
    return grouped


def _is_shown(part: Part, subject: Subject, answers: Answers, today: date) -> bool:
    if part is Part.B7 and not subject.sensitive_shown:
        return False
    answered = any(item.id in answers for item in BY_PART[part])
    return answered or part_applies(part, subject.sex, subject.born, today)


def _block(part: Part, items: Sequence[Item], answers: Answers) -> Block:
    language = current_language()
    given = [row for item in items for row in answers.get(item.id, ())]
    denied = [item for item in items if item.id in answers and _is_denied(item, answers[item.id])]
    return Block(
        about=part.value,
        heading=f"{part.value}. {part.heading.in_language(language)}",
        facts=list(_facts(items, answers)),
        denied=[item.label.in_language(language) for item in denied],
        missing=[item.label.in_language(language) for item in items if item.id not in answers],
        source=sentence(Origin(row.source, row.recorded_on, row.recorded_by) for row in given),
    )


def _is_denied(item: Item, rows: Sequence[AnswerRow]) -> bool:
    """Say whether the answer is a plain no; a habit of never is shown in its own line."""
    return item.kind is not Kind.HABIT and all(row.answer is Answer.NO for row in rows)


def _facts(items: Sequence[Item], answers: Answers) -> Iterator[Fact]:
    """Yield the facts of a part; illnesses share one label, as people read them."""
    language = current_language()
    illnesses: list[str] = []
    for item in items:
        lines = [text for row in answers.get(item.id, ()) if (text := answer_text(item, row))]
        if not lines:
            continue
        label = item.label.in_language(language)
        if item.group is Group.ILLNESS:
            illnesses += [_illness(label, line) for line in lines]
        else:
            yield Fact(label=label, lines=lines)
    if illnesses:
        yield Fact(label=_("Illnesses"), lines=illnesses)


def _illness(label: str, words: str) -> str:
    """Return "Tăng huyết áp (từ 2015)"; an illness without words is its name."""
    return label if words == Answer.YES.label else f"{label} ({words})"


def answer_text(item: Item, row: AnswerRow) -> str | None:
    """Return the words of one answer; None for a plain no, which is listed apart."""
    language = current_language()
    if item.kind is Kind.HABIT:
        return (row.habit or (Habit.CURRENT if row.answer is Answer.YES else Habit.NEVER)).label
    if row.answer is Answer.NO:
        return None
    if item.kind is Kind.CHOICE and row.detail is not None and row.detail in item.options:
        return item.options[row.detail].in_language(language)
    if row.quantity is not None:
        figure = formats.number(row.quantity, language=language)
        return f"{figure}{formats.NBSP}{item.unit.in_language(language)}" if item.unit else figure
    words = " – ".join(part for part in (row.detail, row.reaction) if part)
    return ", ".join(part for part in (words, row.relative) if part) or Answer.YES.label
