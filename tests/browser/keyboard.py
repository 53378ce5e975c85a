"""Hands that have no mouse: Tab, Enter, Space; wherever they are, the focus is to be seen."""

from playwright.sync_api import Page

MOST_STEPS = 60
IS_HERE = "selector => document.activeElement.matches(selector)"
# What is drawn where the focus is: the ring, and nothing of the page's bar over it.
FOCUS = """() => {
  const at = document.activeElement;
  const seen = at.closest(".choice") || at;
  const { top, bottom, left, right } = seen.getBoundingClientRect();
  const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return {
    what: at.outerHTML.slice(0, 90),
    ringed: [at, seen].some((e) => getComputedStyle(e).outlineStyle !== "none"),
    inside: top >= 0 && bottom <= innerHeight + 1,
    covered: !(over && (seen.contains(over) || over.contains(seen))),
  };
}"""


class Keyboard:
    """Somebody's hands on the keys of one page after the other."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go_to(self, selector: str) -> None:
        """Press Tab until the focus is there; fail where it cannot be seen on the way."""
        for _ in range(MOST_STEPS):
            self._page.keyboard.press("Tab")
            self._look()
            if self._page.evaluate(IS_HERE, selector):
                return
        raise AssertionError(f"no Tab leads to {selector} on {self._page.url}")

    def type(self, selector: str, text: str) -> None:
        """Go to a field and type."""
        self.go_to(selector)
        self._page.keyboard.type(text)

    def tick(self, selector: str) -> None:
        """Go to a box or a group of choices and press Space."""
        self.go_to(selector)
        self._page.keyboard.press("Space")

    def enter(self, selector: str) -> None:
        """Go to a link or button and press Enter; the next page begins from its top."""
        self.go_to(selector)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        self._page.wait_for_load_state()

    def _look(self) -> None:
        self._page.wait_for_timeout(20)  # scrolled into view and drawn
        focus = self._page.evaluate(FOCUS)
        where = f"{focus['what']} on {self._page.url}"
        assert focus["ringed"], f"no ring around {where}"
        assert focus["inside"], f"out of sight: {where}"
        assert not focus["covered"], f"something lies over {where}"
