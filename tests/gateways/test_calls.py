"""A provider that is slow takes two threads at most; the third caller is told at once."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from portal.gateways import calls
from portal.receiving.models import Provider


class Slow(BaseHTTPRequestHandler):
    """Answers when it is let go, and tells how many wait."""

    asked = threading.Semaphore(0)
    let_go = threading.Event()

    def do_POST(self) -> None:
        self.asked.release()
        self.let_go.wait(20)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def slow() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_a_slow_provider_keeps_two_waiting_and_refuses_the_third_at_once(slow: str) -> None:
    answers: list[object] = []
    waiting = [
        threading.Thread(target=lambda: answers.append(calls.ask(Provider.MOMO, slow, {})))
        for _ in range(calls.AT_ONCE)
    ]
    for thread in waiting:
        thread.start()
        assert Slow.asked.acquire(timeout=20)

    with pytest.raises(calls.Unreachable):
        calls.ask(Provider.MOMO, slow, {})

    Slow.let_go.set()
    for thread in waiting:
        thread.join(20)
    assert answers == [{}] * calls.AT_ONCE
    assert calls.ask(Provider.MOMO, slow, {}) == {}, "the places are free again"
