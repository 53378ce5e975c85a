"""A component says the same whether it is called or written out."""

from pathlib import Path

import pytest

from portal.kernel.templating import Templates
from tests.components import gallery

COMPONENTS = """
{% from "leaf.html" import leaf as small %}
{% set MARKS = {"ok": "+", "bad": "!"} %}
{% macro card(title, tone="ok", open=false) %}
<section{% if open %} open{% endif %}>
{{ MARKS[tone] }}{{ title }}{{ title }}:{{ small(tone) }}{{ caller() }}</section>
{%- endmacro %}
{% macro line(value, strong=false) %}
{% if value is string %}{% if strong %}<b>{{ value }}</b>{% else %}{{ value }}{% endif %}
{% else %}{% for one in value %}<i>{{ one }}</i>{% endfor %}{% endif %}
{%- endmacro %}
{% macro each(things) %}{% for title in things %}<li>{{ caller() }}</li>{% endfor %}{% endmacro %}
{% macro pair(first, second="-") %}{% set both = first ~ second %}{{ both }}{{ both }}{% endmacro %}
"""
LEAF = '{% macro leaf(name) %}<svg class="{{ name }}"></svg>{% endmacro %}'
USES = {
    "a call with a body": "{% call card(page) %}<p>{{ tone }}</p>{% endcall %}",
    "names of the page and of the macro": (
        "{% set title = 'mine' %}{% call card('theirs', 'bad') %}{{ title }}{% endcall %}"
    ),
    "a card in a card": (
        "{% call card('a', open=true) %}"
        "{% call card(page ~ tone) %}{{ page }}{% endcall %}{% endcall %}"
    ),
    "rows of a loop": "{% for value in rows %}{{ line(value, strong=loop.first) }}{% endfor %}",
    "markup in a value": "{{ line(page) }}{{ line([page, page], true) }}",
    "a body shown many times": "{% call each(rows) %}{{ tone }}{% endcall %}",
    "a name set within": "{% set both = 'outer' %}{{ pair(page) }}{{ both }}{{ pair(tone, page) }}",
    "within an expression": "{{ line(page) if rows else pair(tone) }}{{ pair(page)|length }}",
    "a part that is included": "{% set title = page %}{% include 'part.html' %}{{ title }}",
}
PART = (
    "{% from 'kit.html' import pair %}<p>{{ title }}{% set title = 'inner' %}{{ pair(title) }}</p>"
)
VALUES = {"page": "<Lan & Minh>", "tone": "calm", "rows": ["a", "<b>", ["c", "d"]]}


@pytest.mark.parametrize("use", USES)
def test_a_component_written_out_says_what_its_call_says(use: str, tmp_path: Path) -> None:
    (tmp_path / "kit.html").write_text(COMPONENTS)
    (tmp_path / "leaf.html").write_text(LEAF)
    (tmp_path / "part.html").write_text(PART)
    (tmp_path / "page.html").write_text(
        "{% from 'kit.html' import card, each, line, pair %}" + USES[use]
    )

    called, written_out = (
        Templates(tmp_path, auto_reload=reload).render("page.html", "vi", VALUES)
        for reload in (True, False)
    )

    assert written_out == called


def test_no_call_is_left_of_a_component_that_can_be_written_out(tmp_path: Path) -> None:
    (tmp_path / "leaf.html").write_text(LEAF)
    page = tmp_path / "page.html"
    page.write_text("{% from 'leaf.html' import leaf %}{{ leaf('ok') }}")
    templates = Templates(tmp_path, auto_reload=False)
    assert templates.render("page.html", "vi", {}) == '<svg class="ok"></svg>'

    (tmp_path / "leaf.html").unlink()  # nothing asks for it any more

    assert templates.render("page.html", "vi", {}) == '<svg class="ok"></svg>'


def test_every_component_of_the_gallery_is_the_same_both_ways() -> None:
    called, written_out = (gallery.gallery(auto_reload=reload) for reload in (True, False))

    assert written_out == called
