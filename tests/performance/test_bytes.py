"""What a cheap phone on a slow network has to load."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.performance import pages
from tests.performance.full_records import fill
from tests.performance.wire import View, Wire

KB = 1024
PAGE, CRITICAL = 8 * KB, 14 * KB
FIRST_VISIT, FIRST_REQUESTS = 40 * KB, 4
REPEAT_VISIT = 8 * KB
# The worker, and the page it keeps; style sheet and drawings are in the browser's cache by then.
KEPT_FOR_NO_CONNECTION = ("/sw.js?language=vi", "/offline?language=vi")
MANY = 40  # medicines and results of one visit, doses, answers, looks: more than anybody has


@pytest.mark.parametrize("encoding", ["br", "zstd"])
def test_the_fullest_page_is_small(app: Flask, visitor: InspectingClient, encoding: str) -> None:
    for address, view in _first_views(app, visitor, MANY, encoding).items():
        assert view.page_bytes <= PAGE, f"{address} takes {view.page_bytes} bytes"


def test_what_a_page_needs_to_be_drawn_fits_into_the_first_flight(
    app: Flask, visitor: InspectingClient
) -> None:
    for address, view in _first_views(app, visitor, MANY).items():
        assert view.critical_bytes <= CRITICAL, f"{address} needs {view.critical_bytes} bytes"


def test_the_first_visit_loads_four_small_files(app: Flask) -> None:
    browser = Wire(app)

    view = browser.view("/sign-in")
    for_no_connection = browser.load(*KEPT_FOR_NO_CONNECTION)

    assert len(view.needed) <= FIRST_REQUESTS, view.sizes
    assert view.all_bytes + for_no_connection <= FIRST_VISIT, view.sizes


def test_signing_in_for_the_first_time_stays_within_the_first_visit(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    browser = Wire(app)

    views = [browser.view("/sign-in")]
    browser.sign_in(lan)
    views.append(browser.view("/home"))
    for_no_connection = browser.load(*KEPT_FOR_NO_CONNECTION)

    pages_bytes = sum(view.all_bytes for view in views)
    assert pages_bytes + for_no_connection <= FIRST_VISIT, [view.sizes for view in views]


def test_a_repeat_visit_is_one_small_request(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    newest = fill(lan, MANY)
    session.commit()
    cast.sign_in(visitor, lan)
    browser = Wire(app, lan)
    addresses = pages.of_a_resident(lan, newest)
    for address in addresses:
        browser.view(address)

    for address in addresses:
        again = browser.view(address)
        assert list(again.sizes) == [address]
        assert again.all_bytes <= REPEAT_VISIT, again.sizes


def test_no_script_holds_a_page_up(app: Flask, visitor: InspectingClient) -> None:
    views = _first_views(app, visitor, 1) | {"/sign-in": Wire(app).view("/sign-in")}

    for address, view in views.items():
        assert not view.blocking_scripts, f"{address}: {view.blocking_scripts}"


def test_pages_load_nothing_from_elsewhere(app: Flask, visitor: InspectingClient) -> None:
    for address, view in _first_views(app, visitor, 1).items():
        assert all(file.startswith("/") for file in view.sizes), f"{address}: {list(view.sizes)}"


def test_a_browser_that_takes_both_gets_the_cheaper_encoding(app: Flask) -> None:
    browser = FlaskClient(app, app.response_class)
    answer = browser.get("/sign-in", headers={"Accept-Encoding": "gzip, br, zstd"})

    assert answer.headers["Content-Encoding"] == "zstd"


def _first_views(
    app: Flask, visitor: InspectingClient, rows: int, encoding: str = "br"
) -> dict[str, View]:
    """See every page for the first time, as the owner of a record with so many rows."""
    lan = cast.lan()
    newest = fill(lan, rows)
    session.commit()
    cast.sign_in(visitor, lan)
    addresses = pages.of_a_resident(lan, newest)
    return {address: Wire(app, lan, encoding).view(address) for address in addresses}
