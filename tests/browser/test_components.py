"""The gallery of components in a real browser: axe, narrow screens, large text, targets."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import AXE_TAGS
from tests.components.gallery import gallery, sheet

SMALLEST_TARGET = 44
TARGETS = "a, button:not([disabled]), summary, select, textarea, .choice, input:not(.choice *)"
IN_A_SENTENCE = "p.source a, .errors a, dd a"  # WCAG 2.5.8 excepts links within text


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return gallery(sheet(tmp_path_factory.mktemp("assets")))


@pytest.mark.parametrize(("width", "text"), [(320, 18), (360, 36), (1280, 18)])
def test_components_pass_axe_and_never_scroll_sideways(
    chromium: Browser, html: str, width: int, text: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(html)
    page.add_style_tag(content=f"html {{ font-size: {text}px }}")

    found = Axe().run(page, options={"runOnly": AXE_TAGS})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert found.violations_count == 0, found.generate_report()
    assert wide <= width


def test_everything_that_can_be_tapped_is_large_enough(chromium: Browser, html: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.set_content(html)

    small = page.eval_on_selector_all(
        TARGETS,
        """(all, [least, text]) => all
          .filter((e) => !e.matches(text) && e.offsetParent)
          .filter((e) => e.getBoundingClientRect().height < least)
          .map((e) => e.outerHTML.slice(0, 90))""",
        [SMALLEST_TARGET, IN_A_SENTENCE],
    )
    page.close()

    assert small == []
