"""From 15 what is written in free words is kept from those who represent the person."""

from datetime import date

import pytest

from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity, Source
from portal.people.sight import EVERYTHING, HOUSEHOLD, OWN, Sight
from portal.record.form import ITEMS
from portal.record.kinds import Answer
from portal.record.part_b import hidden_items
from portal.record.queries import AnswerRow

TODAY = date(2026, 11, 24)
FREE = {"disease_other", "other_issue"}


@pytest.mark.parametrize(
    ("born", "kept"),
    [
        (PartialDate(date(2011, 11, 24)), True),
        (PartialDate(date(2011, 11, 25)), False),
        (PartialDate.of_month(2011, 11), True),
        (PartialDate.of_month(2011, 12), False),
        (PartialDate.of_year(2011), True),
        (PartialDate.of_year(2012), False),
        (PartialDate.of_year(1958), True),
    ],
    ids=str,
)
def test_a_birthday_that_may_be_the_fifteenth_counts(born: PartialDate, kept: bool) -> None:
    hidden = hidden_items((), HOUSEHOLD, born, TODAY)

    assert (hidden >= FREE) == kept
    assert bool(hidden & FREE) == kept


@pytest.mark.parametrize(
    "sight", [OWN, Sight(), Sight(classes=EVERYTHING)], ids=["oneself", "plain", "every class"]
)
def test_the_person_and_their_doctors_read_them(sight: Sight) -> None:
    assert not hidden_items((), sight, PartialDate(date(2010, 1, 1)), TODAY) & FREE


def test_an_allergy_is_never_kept() -> None:
    hidden = hidden_items((), HOUSEHOLD, PartialDate(date(2010, 1, 1)), TODAY)

    assert not any("allergy" in item for item in hidden)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_an_item_is_hidden_with_its_class_or_that_of_an_answer(sensitivity: Sensitivity) -> None:
    sight = Sight(classes=EVERYTHING - {sensitivity})
    answered = AnswerRow(
        item="surgical_history", row=0, answer=Answer.YES, habit=None, detail="x", reaction=None,
        quantity=None, relative=None, sensitivity=sensitivity, source=Source.STATION,
        recorded_on=TODAY, recorded_by=None,
    )  # fmt: skip

    hidden = hidden_items([answered], sight, PartialDate(date(1990, 1, 1)), TODAY)

    of_class = {item.id for item in ITEMS.values() if item.sensitivity is sensitivity}
    assert hidden == of_class | {"surgical_history"}
