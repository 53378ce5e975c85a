"""Templates show finished values: no raw markup, no inline style or script, no questions."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from portal.config import ROOT
from portal.kernel.i18n import LANGUAGES
from portal.kernel.templating import Templates

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {
    "raw markup": re.compile(r"\|\s*safe\b|Markup\("),
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "htmx code that needs eval": re.compile(r"hx-on|js:"),
    "a query": re.compile(r"\bselect\(|\.execute\(|\.query\b"),
    "a role": re.compile(r"\brole\s*==|is_admin|is_staff"),
    "an address from elsewhere": re.compile(r"(?:src|href)=[\"']https?://"),
    "a raw colour": re.compile(r"#[0-9a-fA-F]{6}\b"),
}


def test_every_template_compiles_in_every_language() -> None:
    templates = Templates(ROOT / "templates", auto_reload=False)
    templates.add_globals(url_for=str, asset=str, csrf_token=str)

    assert len(templates.compile_all()) == len(TEMPLATES)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_keeps_to_showing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]

    assert found == []


def test_every_colour_is_a_token() -> None:
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b")
    for sheet in sorted((ROOT / "static" / "css" / "components").glob("*.css")):
        assert not raw.search(sheet.read_text(encoding="utf-8")), sheet.name


def test_the_vendored_script_is_the_one_that_was_checked() -> None:
    script = (ROOT / "static" / "js" / "vendor" / "htmx.min.js").read_bytes()
    digest = base64.b64encode(hashlib.sha384(script).digest()).decode()

    assert digest in (ROOT / "static" / "js" / "vendor" / "README.md").read_text(encoding="utf-8")


def test_both_languages_are_served() -> None:
    assert set(LANGUAGES) == {folder.name for folder in (ROOT / "translations").iterdir()}
