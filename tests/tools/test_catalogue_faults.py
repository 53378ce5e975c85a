"""A bad translation is named before a resident reads it."""

import pytest
from babel.messages.catalog import Catalog, Message

from tools.catalogue import faults_of, needed_in

DOSES = ("%(num)s dose", "%(num)s doses")


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("Hello %(name)s", "Chào %(name)s"), None),
        (Message("Hello", ""), "not translated"),
        (Message("Hello", "Chào", flags=["fuzzy"]), "fuzzy"),
        (Message("Hello %(name)s", "Chào"), "other named parts"),
        (Message("Hello %(name)s", "Chào %(ten)s"), "other named parts"),
        (Message(DOSES, ("%(num)s mũi",)), None),
        (Message(DOSES, ("",)), "not translated"),
        (Message(("One dose", "%(num)s doses"), ("%(num)s mũi",)), None),
    ],
)
def test_each_fault_has_a_name(message: Message, fault: str | None) -> None:
    assert list(faults_of(message)) == ([fault] if fault else [])


def test_english_repeats_counted_sentences_only() -> None:
    template = Catalog()
    template.add("Hello")
    template.add(DOSES)

    assert [message.id for message in needed_in("en", template) if message.id] == [DOSES]
    assert needed_in("vi", template) is template
