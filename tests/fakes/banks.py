"""Banks and their messengers, in a process of their own: `python -m tests.fakes.banks`.

It holds accounts, books the transfers it is told of, and tells the portal of them as SePay,
Casso or payOS does: signed with the secret it was started with (`--sepay`, `--casso`,
`--payos`), again until it is answered as their documents ask, in any order, several times, or
all at once.

    POST /transfers      {"provider", "account", "amount", "content"} and, if wanted,
                         "reference", "outgoing", "at": books one, returns its number
    POST /notices        {"numbers"} and, if wanted, "times", "together", "unheard", "at":
                         tells of them, returns in "notices" how the portal answered
    GET  /accounts/<n>   {"balance"}

A person who tries the portal pays at `GET /`: what they send is booked and told of at once.
"""

import argparse
import json
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

from portal.kernel import clock
from tests.fakes.bank_notices import Transfer, notice_of
from tests.fakes.own_process import Handler, serve

# Minutes until it is sent again. SePay publishes these; of the others none were found.
WAITS = {"sepay": (1, 1, 2, 3, 5, 8, 13), "casso": (1, 5), "payos": (1, 5)}
Said = Mapping[str, Any]
PAID, NOT_HEARD = "Đã chuyển tiền", "Cổng không nhận tin"
FORM = """
<form method="post" action="/pay">
<p><label>Số tài khoản <input name="account" value="0000000000" required></label></p>
<p><label>Số tiền <input name="amount" inputmode="numeric" pattern="[0-9]+" required></label></p>
<p><label>Nội dung <input name="content" required></label></p>
<p><button>Chuyển tiền</button></p>
</form>
"""


@dataclass
class Banks:
    """What was booked, and where the portal listens; `minute` is in seconds."""

    portal: str
    secrets: Mapping[str, str]
    minute: float = 60
    booked: dict[int, Transfer] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def book(self, said: Said) -> Transfer:
        with self.lock:
            number = 9_000_001 + len(self.booked)
            transfer = Transfer(
                provider=said["provider"],
                number=number,
                account=said["account"],
                amount=said["amount"],
                content=said["content"],
                reference=said.get("reference") or f"FT{number}",
                booked_at=said.get("at") or clock.now().timestamp(),
                outgoing=said.get("outgoing", False),
            )
            self.booked[number] = transfer
            return transfer

    def balance(self, account: str) -> int:
        with self.lock:
            return sum(
                -transfer.amount if transfer.outgoing else transfer.amount
                for transfer in self.booked.values()
                if transfer.account == account
            )

    def tell(self, said: Said) -> list[dict[str, Any]]:
        """Send notices in the order asked for; all at one moment where that is asked."""
        numbers = [number for number in said["numbers"] for _ in range(said.get("times", 1))]
        with ThreadPoolExecutor(len(numbers) if said.get("together") else 1) as pool:
            return list(pool.map(lambda number: self._send(number, said), numbers))

    def _send(self, number: int, said: Said) -> dict[str, Any]:
        """Send one notice until the portal has taken it; `unheard` answers get lost first."""
        transfer = self.booked[number]
        statuses: list[int] = []
        for wait in (0, *WAITS[transfer.provider]):
            time.sleep(wait * self.minute)
            answer = self._post(transfer, said.get("at"))
            statuses.append(answer.status_code if answer is not None else 0)
            heard = len(statuses) > said.get("unheard", 0)
            if heard and answer is not None and took(transfer.provider, answer):
                return {"number": number, "taken": True, "statuses": statuses}
        return {"number": number, "taken": False, "statuses": statuses}

    def _post(self, transfer: Transfer, at: float | None) -> httpx.Response | None:
        moment = at or clock.now().timestamp()
        notice = notice_of(transfer, self.secrets[transfer.provider], moment)
        headers = {"Content-Type": "application/json", **notice.headers}
        try:
            return httpx.post(
                self.portal + notice.path, content=notice.body, headers=headers, timeout=30
            )
        except httpx.TransportError:
            return None


def took(provider: str, answer: httpx.Response) -> bool:
    """Judge an answer as the provider does."""
    if not answer.is_success:
        return False
    return provider != "sepay" or _json(answer.content) == {"success": True}


def _json(raw: bytes) -> object:
    try:
        return json.loads(raw)
    except ValueError:
        return None


def _pay(banks: Banks, typed: Mapping[str, str]) -> bool:
    """Book what a person typed and tell of it once; say whether the portal took it."""
    provider = next(name for name, secret in banks.secrets.items() if secret)
    booked = banks.book(
        {
            "provider": provider,
            "account": typed["account"],
            "amount": int(typed["amount"]),
            "content": typed["content"],
        }
    )
    answer = banks._post(booked, None)
    return answer is not None and took(provider, answer)


def _handler(banks: Banks) -> type[Handler]:
    class Counter(Handler):
        def posted(self, path: str, raw: bytes) -> None:
            if path == "/pay":
                taken = _pay(banks, dict(parse_qsl(raw.decode())))
                self.page(PAID if taken else NOT_HEARD, more=FORM)
                return
            said = json.loads(raw)
            if path == "/transfers":
                booked = banks.book(said)
                self.json({"number": booked.number, "reference": booked.reference}, 201)
            elif path == "/notices":
                self.json({"notices": banks.tell(said)})
            else:
                self.json({}, 404)

        def got(self, path: str, _query: str) -> None:
            if path == "/":
                self.page("Ngân hàng Mẫu", more=FORM)
            else:
                self.json({"balance": banks.balance(path.rpartition("/")[2])})

    return Counter


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until the process is ended; the first line says where."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.banks")
    parser.add_argument("--portal", default="http://127.0.0.1:8000")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--minute", type=float, default=60, help="seconds a minute takes here")
    for provider in WAITS:
        parser.add_argument(f"--{provider}", default="", help="what it signs with")
    given = parser.parse_args(arguments)
    secrets = {provider: getattr(given, provider) for provider in WAITS}
    serve(_handler(Banks(given.portal, secrets, given.minute)), given.port)


if __name__ == "__main__":
    main()
