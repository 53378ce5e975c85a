"""The fake banks as a process of their own, in front of a portal that is really served."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from flask import Flask
from werkzeug.serving import make_server

from portal.kernel import clock
from tests.fakes.own_process import running
from tests.fees.money import ACCOUNT
from tests.transfers.bank import SECRETS, with_contracts


@dataclass(frozen=True)
class BankProcess:
    """Speaks to the process; its clock is the test's."""

    url: str

    def book(self, content: str, amount: int, provider: str = "sepay", **more: object) -> int:
        """Have a transfer booked; return the messenger's number of it."""
        said = {"provider": provider, "account": ACCOUNT, "amount": amount, "content": content}
        answer = self._post("/transfers", {**said, "at": clock.now().timestamp(), **more})
        return int(answer["number"])

    def tell(self, *numbers: int, **how: object) -> list[dict[str, Any]]:
        """Have the portal told; return how it answered each notice."""
        said = {"numbers": numbers, "at": clock.now().timestamp(), **how}
        answer: list[dict[str, Any]] = self._post("/notices", said)["notices"]
        return answer

    def balance(self, account: str = ACCOUNT) -> int:
        answer = httpx.get(f"{self.url}/accounts/{account}").json()
        return int(answer["balance"])

    def _post(self, path: str, said: object) -> Any:
        return httpx.post(self.url + path, json=said, timeout=120).json()


@contextmanager
def bank_process(app: Flask, secrets: Mapping[str, str] = SECRETS) -> Iterator[BankProcess]:
    """Serve the portal and run the banks beside it; a minute of theirs is a moment."""
    app.extensions["portal.config"] = with_contracts(app.extensions["portal.config"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    told = [f"--{provider}={secret}" for provider, secret in secrets.items()]
    portal = f"http://127.0.0.1:{server.port}"
    try:
        with running("tests.fakes.banks", "--portal", portal, "--minute", "0.05", *told) as url:
            yield BankProcess(url)
    finally:
        server.shutdown()
        serving.join()
