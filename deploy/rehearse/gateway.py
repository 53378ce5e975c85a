"""The SMS gateway of the tests, behind TLS as production asks; it can be out of order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from deploy.rehearse.certificate import Certificate
from tests.fakes.sms_gateway import PATH, Answer, FakeGateway, handler_of


class Gateway(FakeGateway):
    """It accepts; for the length of a block it refuses connections, hangs, or answers 500."""

    broken = False

    def start_with(self, certificate: Certificate, port: int = 0) -> None:
        self._certificate = certificate
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler_of(self))
        self._server.daemon_threads = True
        self._server.socket = certificate.served().wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"https://localhost:{self._server.server_port}{PATH}"

    def answer(self, path: str, raw: bytes) -> tuple[int, Answer]:
        if self.broken:
            self.requests += 1
            return 500, {}
        return super().answer(path, raw)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Let nobody listen on its port."""
        port = self._server.server_port
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        try:
            yield
        finally:
            self.start_with(self._certificate, port)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Take requests and never answer them."""
        self.hang = True
        try:
            yield
        finally:
            self.hang = False
            self.released.set()
            self.released = threading.Event()

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Answer 500."""
        self.broken = True
        try:
            yield
        finally:
            self.broken = False
