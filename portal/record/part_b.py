"""Part B as blocks: what is there, what was denied, what was not asked.

An item whose class is out of a reader's sight is not shown at all, answered or not: an item
that is missing from all three lists says nothing about the person.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from portal.access.gate import Subject
from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity
from portal.people.private_life import may_keep_to_oneself
from portal.people.sight import Sight
from portal.record.facts import Block, Fact
from portal.record.form import BY_PART, ITEMS, part_applies
from portal.record.item import Group, Item, Kind, Part
from portal.record.kinds import Answer, Habit
from portal.record.queries import AnswerRow
from portal.record.sources import Origin, sentence

Answers = Mapping[str, Sequence[AnswerRow]]
KEPT_FROM_15 = frozenset({"disease_other", *(item.id for item in BY_PART[Part.B8])})


def blocks(rows: Sequence[AnswerRow], subject: Subject, today: date) -> list[Block]:
    """Return the blocks this person's form has and this reader may see."""
    answers = shown_answers(rows, subject, today)
    hidden = hidden_items(rows, subject.sight, subject.born, today)
    parts = (part for part in Part if _is_shown(part, subject, answers, today))
    visible = {part: [item for item in BY_PART[part] if item.id not in hidden] for part in parts}
    return [_block(part, items, answers) for part, items in visible.items() if items]


def hidden_items(
    rows: Sequence[AnswerRow], sight: Sight, born: PartialDate, today: date
) -> frozenset[str]:
    """Return the items a reader must not learn anything about.

    From 15 the lines written in free words are kept from those who represent the person
    (a child's private life is told with the child: Luật 91/2025/QH15, article 24). Allergies
    are never kept: not knowing of one can kill.
    """
    hidden = {item.id for item in ITEMS.values() if not sight.shows(item.sensitivity)}
    hidden |= {row.item for row in rows if not sight.shows(row.sensitivity)}
    if sight.household and may_keep_to_oneself(born, today):
        hidden |= KEPT_FROM_15
    return frozenset(hidden)


def shown_answers(rows: Sequence[AnswerRow], subject: Subject, today: date) -> Answers:
    """Group the answers a reader may see by item."""
    return grouped_answers(rows, subject.sight, subject.born, today)


def grouped_answers(
    rows: Sequence[AnswerRow], sight: Sight, born: PartialDate, today: date
) -> Answers:
    """Group the answers in a sight by item, where no page stands behind it."""
    hidden = hidden_items(rows, sight, born, today)
    grouped: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        if row.item not in hidden and row.answer is not Answer.NOT_ASKED:
            grouped[row.item].append(row)
    return grouped


def _is_shown(part: Part, subject: Subject, answers: Answers, today: date) -> bool:
    if part is Part.B7 and not subject.sight.shows(Sensitivity.REPRODUCTIVE):
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
