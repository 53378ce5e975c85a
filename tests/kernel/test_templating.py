"""Sentences are folded into templates when they compile."""

from pathlib import Path

import pytest
from babel.support import Translations
from jinja2 import UndefinedError
from jinja2.exceptions import TemplateAssertionError

from portal.kernel import i18n, templating
from portal.kernel.templating import FoldingEnvironment


class Vietnamese(Translations):
    """A catalogue of two sentences."""

    def ugettext(self, message: str) -> str:
        return {"Hello %(name)s": "Chào %(name)s", "100%% sure": "chắc 100%%"}.get(message, message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return "%(num)s mũi"


@pytest.fixture
def vietnamese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FoldingEnvironment:
    monkeypatch.setattr(templating, "catalogue", lambda _language: Vietnamese())
    return FoldingEnvironment("vi", tmp_path, auto_reload=False)


def test_a_sentence_becomes_a_constant_of_the_template(vietnamese: FoldingEnvironment) -> None:
    source = vietnamese.compile("{% trans %}100% sure{% endtrans %}", raw=True)

    assert "chắc 100%" in str(source)
    assert "gettext" not in str(source).split("def root")[1]


def test_a_named_part_is_escaped(vietnamese: FoldingEnvironment) -> None:
    page = vietnamese.from_string("{% trans name=name %}Hello {{ name }}{% endtrans %}")

    assert page.render(name="<b>Lan</b>") == "Chào &lt;b&gt;Lan&lt;/b&gt;"


def test_a_count_has_one_form_in_vietnamese(vietnamese: FoldingEnvironment) -> None:
    page = vietnamese.from_string('{{ ngettext("%(num)s dose", "%(num)s doses", n, num=n) }}')

    assert page.render(n=1) == "1 mũi"
    assert page.render(n=3) == "3 mũi"


def test_a_count_has_two_forms_in_english(tmp_path: Path) -> None:
    english = FoldingEnvironment("en", tmp_path, auto_reload=False)
    page = english.from_string('{{ ngettext("%(num)s dose", "%(num)s doses", n, num=n) }}')

    assert page.render(n=1) == "1 dose"
    assert page.render(n=3) == "3 doses"


def test_a_message_that_is_no_literal_is_refused(vietnamese: FoldingEnvironment) -> None:
    with pytest.raises(TemplateAssertionError):
        vietnamese.from_string("{{ _(name) }}")


def test_a_missing_value_is_an_error_and_not_an_empty_place(vietnamese: FoldingEnvironment) -> None:
    with pytest.raises(UndefinedError):
        vietnamese.from_string("{{ nobody }}").render()


def test_a_lazy_sentence_is_translated_when_it_is_shown() -> None:
    sentence = i18n.lazy_gettext("No such sentence %(part)s", part=3)

    assert str(sentence) == "No such sentence 3"
