"""Every page there is, who may open it, and the browser it is open in.

The demonstration commune is let act until each page has something to show; then everybody
follows every link. No list of addresses is kept: what nobody reaches, a test names.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests.browser import (
    acts_at_the_door,
    acts_with_accounts,
    acts_with_money,
    acts_with_records,
)
from tests.browser.company import ANYBODY, RESIDENTS, Company
from tests.browser.walker import SEEN, Stop, Walker, endpoint_of
from tests.gateways import vectors

BEGINNINGS = ("/", "/home", "/staff/", "/offline")
VNPAY = replace(vectors.VNPAY, url="https://pay.example/pay", least=1_000)
# Addresses that only lead on to another page.
LEADS_ON = frozenset(
    {
        "accounts.confirm",
        "gateways.back_from_momo",  # the page of back_from_vnpay
        "issuing.progress",  # to its page, but for htmx
        "overview.start",
        "progress.choose_month",
        "staff.back",
        "staff.enter",
    }
)
# What machines ask for.
FOR_MACHINES = frozenset(
    {
        "gateways.vnpay_notified",
        "health.alive",
        "health.ready",
        "offline.manifest",
        "offline.service_worker",
    }
)


@dataclass(frozen=True)
class Walk:
    """What everybody saw and is still there, and the browsers they saw it in."""

    company: Company
    stops: Sequence[Stop]

    @property
    def pages(self) -> Sequence[Stop]:
        """Return all whole pages, as each person sees them."""
        return [stop for stop in self.stops if stop.is_page]

    @property
    def one_each(self) -> Sequence[Stop]:
        """Return each page once, those of one person together."""
        first = {stop.endpoint: stop for stop in reversed(self.pages)}
        return sorted(first.values(), key=lambda stop: stop.who)

    def enter(self, context: BrowserContext, who: str, url: str) -> None:
        """Give a browser the cookies of one of the company."""
        context.clear_cookies()
        jar = self.company[who].client._cookies or {}
        context.add_cookies(
            [
                {"name": cookie.key, "value": cookie.value, "url": url, "httpOnly": True}
                for cookie in jar.values()
            ]
        )

    def is_of_staff(self, who: str) -> bool:
        """Say whether somebody sits at a station's computer rather than holding a phone."""
        return any("staff" in stop.path for stop in self.company[who].stops.values())


def show(page: Page, url: str, stop: Stop) -> None:
    """Open a page in a real browser; by a form where no address leads there."""
    if not stop.sent:
        page.goto(url + stop.path)
        return
    page.goto(url + "/lost-phone")
    with page.expect_navigation():
        page.evaluate(SEND, {"action": stop.path, "fields": list(stop.sent)})


SEND = """({ action, fields }) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = action;
    for (const [name, value] of fields) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


def walk(app: Flask, adds: str = "", *also: Callable[[Company], None]) -> Walk:
    """Let the company act, then look everywhere; the caller is inside the application.

    `adds` is written behind what they tell in their own words; `also` are acts of a test's own.
    """
    app.extensions["portal.config"] = replace(app.extensions["portal.config"], vnpay=VNPAY)
    company = Company(app, adds)
    for acts in (acts_at_the_door, acts_with_records, acts_with_money, acts_with_accounts):
        acts.act(company)
    for act in also:
        act(company)
    files: set[str] = set()
    for walker in list(company.walkers.values()):
        look_everywhere(app, walker, files)
    return Walk(company, [stop for stop in company.stops() if is_there(company, stop)])


def is_there(company: Company, stop: Stop) -> bool:
    """Say whether a page seen on the way is still shown; a file was fetched once."""
    client = company[stop.who].client
    if not stop.is_page:
        return True
    if stop.sent:
        return client.post(stop.path, data=dict(stop.sent)).status_code == SEEN
    return client.get(stop.path).status_code == SEEN


def look_everywhere(app: Flask, walker: Walker, files: set[str]) -> None:
    """Follow links, one to each kind of page, until there is no new one.

    A file is fetched by one of the company only: most are PDFs, which take their time.
    """
    waiting = deque(BEGINNINGS)
    if walker.who == ANYBODY or walker.who in RESIDENTS:
        waiting.remove("/staff/")
    tried = set(files)
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_of(app, path)
        if endpoint is None or endpoint in tried:
            continue
        tried.add(endpoint)
        walker.open(path)
        waiting.extend(walker.links())
    files |= {stop.endpoint for stop in walker.stops.values() if not stop.is_page}


def to_be_seen(app: Flask) -> set[str]:
    """Return what the walk has to reach: all that is fetched by an address, less what leads on."""
    reading = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return reading - LEADS_ON - FOR_MACHINES
