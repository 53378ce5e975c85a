"""The sheets stay small, layered, and readable in sunlight."""

import re
from pathlib import Path

import brotli
import pytest

from portal.kernel.assets import PREFIX, Assets
from tests.components.gallery import ROOT, SPRITE, TEMPLATES, sheet

CSS = ROOT / "static" / "css"
LAYERED = [*CSS.glob("[!ps]*.css"), *(CSS / "components").glob("*.css")]  # not print, not sheet
TOO_NEW = (":has(", "@container", "color-mix(", "!important", "@import")
ASKED_FIRST = re.compile(r"^  @supports selector\(.*?^  }$", re.DOTALL | re.MULTILINE)
TOKENS = dict(
    re.findall(r"--(\w+): (#[0-9a-f]{3,8});", (CSS / "tokens.css").read_text(encoding="utf-8"))
)
CSS_BYTES, SCRIPT_BYTES, FIRST_VISIT_BYTES = 6 * 1024, 3 * 1024, 40 * 1024


def _size(content: bytes) -> int:
    return len(brotli.compress(content, quality=11))


def test_the_style_sheet_keeps_its_budget(tmp_path: Path) -> None:
    assert _size(sheet(tmp_path).encode()) <= CSS_BYTES


def test_our_own_script_keeps_its_budget() -> None:
    assert _size((ROOT / "static" / "js" / "portal.js").read_bytes()) <= SCRIPT_BYTES


def test_everything_a_first_visit_loads_beside_pages_keeps_its_budget(tmp_path: Path) -> None:
    built = Assets(ROOT / "static", tmp_path)
    names = ("app.css", "portal.js", "htmx.js", "icons.svg")

    files = [tmp_path / (built.url(name).removeprefix(PREFIX) + ".br") for name in names]

    assert sum(file.stat().st_size for file in files) <= FIRST_VISIT_BYTES - 8 * 1024


@pytest.mark.parametrize("path", LAYERED, ids=lambda path: path.name)
def test_a_sheet_stands_in_its_layer_and_old_browsers_can_read_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for_all = ASKED_FIRST.sub("", text)

    assert "@layer" in text
    assert [word for word in TOO_NEW if word in for_all] == []


@pytest.mark.parametrize("path", LAYERED, ids=lambda path: path.name)
def test_colours_are_written_in_the_tokens_only(path: Path) -> None:
    if path.name != "tokens.css":
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(", path.read_text(encoding="utf-8")) == []


def test_every_token_that_is_used_is_there() -> None:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in LAYERED)

    assert set(re.findall(r"var\(--(\w+)\)", whole)) <= set(re.findall(r"--(\w+):", whole))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 4 else "".join(2 * digit for digit in colour[1:])
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(c * share for c, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize(
    ("text", "ground", "at_least"),
    [
        ("ink", "bg", 14),
        ("ink2", "card", 7),
        ("ink2", "bg", 7),
        ("ink2", "tint", 6),
        ("brand", "card", 7),
        ("brand", "bg", 6),
        ("brand", "tint", 6),
        ("card", "brand", 7),
        ("card", "brand2", 11),
        ("ok", "okbg", 7),
        ("warn", "warnbg", 7),
        ("bad", "badbg", 7),
        ("info", "infobg", 7),
        ("ink2", "plainbg", 6),
        ("field", "card", 3),
        ("focus", "ink", 9),
        ("usual", "outside", 3),
        ("edge", "card", 3),
    ],
)
def test_text_and_marks_stand_out(text: str, ground: str, at_least: float) -> None:
    light, dark = sorted((_luminance(TOKENS[text]), _luminance(TOKENS[ground])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= at_least


def test_a_macro_file_and_its_sheet_have_the_same_name() -> None:
    macros = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    sheets = {path.stem for path in (CSS / "components").glob("*.css")}
    drawn_by_layouts = {"header", "bottom_bar", "person_strip", "staff_frame", "table"}
    made_of_others = {"lab_result", "staff_field", "totp_square"}

    assert sheets - macros <= drawn_by_layouts
    assert macros - sheets <= made_of_others


def test_templates_ask_only_for_drawings_that_exist() -> None:
    drawn = set(re.findall(r'symbol id="([^"]+)"', SPRITE.read_text(encoding="utf-8")))
    asked = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(
            r'(?:icon|symbol)\("([\w-]+)"|icon="([\w-]+)"', path.read_text(encoding="utf-8")
        )
    }

    assert {first or second for first, second in asked} <= drawn
