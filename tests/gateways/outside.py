"""Both providers as processes of their own, the portal on a port, and a payer between them."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from time import sleep

import httpx
from flask import Flask
from werkzeug.serving import make_server

from portal.fees.ordering import Order
from portal.receiving.models import Provider
from tests.client import InspectingClient, a_browser
from tests.fakes.own_process import running
from tests.gateways import vectors
from tests.gateways.begun import Family

TRIES, PAUSE = 200, 0.05


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Where everything is; `door` is the socket the portal will answer on."""

    door: socket.socket
    vnpay: str
    momo: str

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.door.getsockname()[1]}"

    def url(self, provider: Provider) -> str:
        return self.vnpay if provider is Provider.VNPAY else self.momo

    def choose(self, provider: Provider, reference: str, how: str, **more: str) -> str:
        """Decide on the provider's page; return where the browser is sent back to."""
        fields = {"reference": reference, "how": how, **more}
        answer = httpx.post(f"{self.url(provider)}/choose", data=fields)
        assert answer.status_code == 303
        return answer.headers["Location"]

    def answers(self, provider: Provider, reference: str, count: int = 1) -> list[str]:
        """Wait until so many notifications were answered; return the answers."""
        for _ in range(TRIES):
            seen: list[str] = httpx.get(f"{self.url(provider)}/seen").json()[reference]
            if len(seen) >= count:
                return seen
            sleep(PAUSE)
        raise AssertionError("the provider was not answered")

    def break_momo(self, *, broken: bool) -> None:
        """Let MoMo fail, or work again."""
        httpx.post(f"{self.momo}/broken", content=b"yes" if broken else b"no")


@contextmanager
def outside() -> Iterator[Outside]:
    """Run both providers; they will notify the portal at the door."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        portal = f"http://localhost:{door.getsockname()[1]}"
        vnpay = ("--tmn-code", vectors.VNPAY.tmn_code, "--secret", vectors.SECRET)
        momo = ("--partner-code", vectors.MOMO.partner_code, "--secret-key", vectors.SECRET)
        with (
            running(
                "tests.fakes.vnpay", *vnpay, "--ipn", f"{portal}/fees/vnpay/ipn", "--pause", "0.01"
            ) as vnpay_url,
            running(
                "tests.fakes.momo", *momo, "--access-key", "DEMOACCESS", "--pause", "0.01"
            ) as momo_url,
        ):
            yield Outside(door=door, vnpay=vnpay_url, momo=momo_url)


@contextmanager
def answering(app: Flask, door: socket.socket) -> Iterator[None]:
    """Let the portal answer on the door."""
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=door.fileno())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def english_browser(app: Flask) -> InspectingClient:
    """Return a browser that reads English."""
    client = a_browser(app)
    client.set_cookie("language", "en")
    return client


def way_on(client: InspectingClient, there: Outside, order: Order) -> str:
    """Open our page that leads on, and return where its link goes."""
    page = client.get(f"/fees/orders/{order.id}/provider", base_url=there.portal)
    assert page.status_code == 200, page.text
    found = re.search(r'<a class="button" href="(http[^"]+)"', page.text)
    assert found, page.text
    return unescape(found[1])


def goes_and(
    client: InspectingClient,
    there: Outside,
    family: Family,
    provider: Provider,
    how: str,
    **more: str,
) -> tuple[Order, str]:
    """Let Lan order, follow the link, and decide; return the order and the way back."""
    order = family.begin(provider)
    assert httpx.get(way_on(client, there, order)).status_code == 200
    return order, there.choose(provider, order.memo, how, **more)
