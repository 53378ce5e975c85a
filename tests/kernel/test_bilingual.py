"""Reviewed text in two languages."""

import pytest

from portal.kernel.bilingual import Bilingual


def test_a_text_is_given_in_the_language_asked_for() -> None:
    text = Bilingual.read({"vi": "sởi", "en": "measles"})
    assert (text.in_language("vi"), text.in_language("en")) == ("sởi", "measles")


def test_a_text_without_one_of_its_languages_is_refused() -> None:
    with pytest.raises(KeyError):
        Bilingual.read({"vi": "sởi"})
    with pytest.raises(ValueError, match="both languages"):
        Bilingual.read({"vi": "sởi", "en": " "})


def test_joined_texts_begin_with_a_capital_and_keep_their_abbreviations() -> None:
    line = Bilingual.joined([Bilingual("lao (BCG)", "BCG (TB)"), Bilingual("viêm gan B", "hepB")])
    assert line.as_sentence == Bilingual("Lao (BCG); viêm gan B", "BCG (TB); hepB")
