"""Views of each page in every size, turn by turn, so that a noisy moment hits all alike."""

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.load import Void
from bench.province import cast
from bench.province.browser import Answer, Browser
from bench.province.cast import Reader
from bench.province.pages import Page

SIGN_IN = "sign-in, number to code page"
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(kw_only=True)
class Seen:
    """The milliseconds of the views of one page at one size; `first` are those never seen yet."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return statistics.median(self.again)

    @property
    def p95(self) -> float:
        ordered = sorted(self.again)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


@dataclass(frozen=True, kw_only=True)
class Size:
    """One filled database: how many live there, who reads, and how its pages are asked for."""

    residents: int
    url: str
    readers: Sequence[Reader]
    browser: Browser


def measure(page: Page, sizes: Sequence[Size], rounds: int) -> Mapping[int, Seen]:
    """See the page of each reader in every size in turn, so many rounds."""
    for size in sizes:
        cast.stay(size.url)
    seen = {size.residents: Seen() for size in sizes}
    for turn in range(rounds + 1):
        for number in range(len(sizes[0].readers)):
            for size in sizes:
                ms = view(page, size.browser, size.readers[number]).ms
                found = seen[size.residents]
                (found.again if turn else found.first).append(ms)
    return seen


def view(page: Page, browser: Browser, reader: Reader) -> Answer:
    """See one page; raise Void unless it is the right one."""
    answer = browser.ask(page.address(reader), f"__Host-sid={page.token(reader)}")
    if answer.status != 200 or b"<h1" not in answer.text:
        raise Void(f"{page.name}: {answer.status} at {page.address(reader)}")
    if page.who == "resident" and not any(mark in answer.text for mark in reader.marks):
        raise Void(f"{page.name}: not the page of this reader")
    return answer


def measure_sign_in(sizes: Sequence[Size], rounds: int) -> Mapping[int, Seen]:
    """Post the number of each reader in every size in turn, and see the page for the code."""
    seen = {size.residents: Seen() for size in sizes}
    for turn in range(rounds + 1):
        for number in range(len(sizes[0].readers)):
            for size in sizes:
                ms = begin_sign_in(size.browser, size.readers[number])
                found = seen[size.residents]
                (found.again if turn else found.first).append(ms)
    return seen


def begin_sign_in(browser: Browser, reader: Reader) -> float:
    """Return how long it took from the posted number to the page that asks for the code."""
    form = browser.ask("/sign-in", "")
    found = _TOKEN.search(form.text)
    if found is None:
        raise Void(f"{SIGN_IN}: no form, {form.status}")
    fields = {"csrf_token": found[1].decode(), "personal_id": reader.personal_id}
    posted = browser.ask("/sign-in", form.cookies, urlencode(fields).encode())
    code = browser.ask("/sign-in/code", f"{form.cookies}; {posted.cookies}")
    if posted.status not in (302, 303) or code.status != 200:
        raise Void(f"{SIGN_IN}: {posted.status}, {code.status}")
    return posted.ms + code.ms
