"""What messengers of the bank, VNPAY, MoMo and collectors send, each until it is acknowledged.

A sender whose connection breaks knows nothing: it waits for the server and sends again.
"""

import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from random import Random
from typing import Protocol
from urllib.parse import urlencode
from uuid import UUID

from tests.fakes.bank_notices import Transfer, notice_of
from tests.fakes.momo import NOTICE_FIELDS, Momo
from tests.fakes.vnpay import Vnpay
from tests.faults.mortal_server import MortalServer

SECRET = "a secret for tests, and long enough"
AT_VNPAY = Vnpay("TEST0001", SECRET, ipn="", pause=0)
AT_MOMO = Momo("TEST", "TESTACCESS", SECRET, pause=0)
SENDERS = 16
SECONDS_TO_ANSWER, SECONDS_IN_ALL = 10, 300
_ASKED = re.compile(rb'value="([0-9a-f-]{36})" data-amount="(\d+)"')
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


class Connection:
    """One kept connection, and the headers a proxy adds."""

    def __init__(self, port: int, random: Random) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
        self.random = random

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Send one request; raise OSError or HTTPException when nothing whole comes back."""
        sender = f"10.0.{self.random.randrange(256)}.{self.random.randrange(256)}"
        sent = {"X-Forwarded-For": sender, "X-Forwarded-Proto": "https"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.http.request(method, path, body, sent)
        answer = self.http.getresponse()
        return answer, answer.read()


class Delivery(Protocol):
    """Something that is sent until `send` says it was acknowledged; `key` names the money."""

    @property
    def key(self) -> str: ...

    def send(self, to: Connection) -> bool: ...


@dataclass(frozen=True)
class BankNotice:
    """A transfer on the unit's account, told as its messenger tells it."""

    transfer: Transfer

    @property
    def key(self) -> str:
        number, reference = self.transfer.number, self.transfer.reference
        told = f"link-{number}/{reference}" if self.transfer.provider == "payos" else number
        return f"{self.transfer.provider}:{told}"

    def send(self, to: Connection) -> bool:
        now = time.clock_gettime(time.CLOCK_REALTIME)  # two of them sign the moment they send
        notice = notice_of(self.transfer, SECRET, now)
        answer, body = to.ask(
            "POST", notice.path, notice.body, Content_Type="application/json", **notice.headers
        )
        return answer.status == 200 and json.loads(body) == {"success": True}


@dataclass(frozen=True)
class VnpayNotice:
    """A payment at VNPAY; 00 and 02 are its acknowledgements."""

    number: int
    reference: str
    amount: int

    @property
    def key(self) -> str:
        return f"vnpay:{self.number}"

    def send(self, to: Connection) -> bool:
        said = {
            "vnp_TmnCode": AT_VNPAY.tmn_code,
            "vnp_Amount": str(self.amount * 100),
            "vnp_BankCode": "NCB",
            "vnp_OrderInfo": f"Nop phi ho so {self.reference}",
            "vnp_PayDate": "20261129080000",
            "vnp_ResponseCode": "00",
            "vnp_TransactionNo": str(self.number),
            "vnp_TransactionStatus": "00",
            "vnp_TxnRef": self.reference,
        }
        answer, body = to.ask("GET", f"/fees/vnpay/ipn?{AT_VNPAY.signed(said)}")
        return answer.status == 200 and json.loads(body)["RspCode"] in ("00", "02")


@dataclass(frozen=True)
class MomoNotice:
    """A payment at MoMo; 204 is its acknowledgement."""

    number: int
    reference: str
    amount: int

    @property
    def key(self) -> str:
        return f"momo:{self.number}"

    def send(self, to: Connection) -> bool:
        said = {
            "partnerCode": AT_MOMO.partner_code,
            "orderId": self.reference,
            "requestId": f"{self.reference}-1",
            "amount": self.amount,
            "orderInfo": f"Nop phi ho so {self.reference}",
            "orderType": "momo_wallet",
            "transId": self.number,
            "resultCode": 0,
            "message": "Successful.",
            "payType": "qr",
            "responseTime": 1_795_914_000_000,
            "extraData": "",
        }
        signed = said | {"signature": AT_MOMO.mac(said, NOTICE_FIELDS)}
        body = json.dumps(signed).encode()
        answer, _ = to.ask("POST", "/fees/momo/ipn", body, Content_Type="application/json")
        return answer.status == 204


@dataclass(frozen=True)
class CashVisit:
    """A collector at a household: opens its page, and takes what is still asked."""

    household_id: UUID
    charges: tuple[UUID, ...]
    token: str = field(repr=False)

    @property
    def key(self) -> str:
        return f"cash:{self.household_id}"

    def send(self, to: Connection) -> bool:
        path = f"/cash/households/{self.household_id}"
        cookie = f"__Host-sid={self.token}"
        page, body = to.ask("GET", path, Cookie=cookie)
        if page.status != 200:
            return False
        asked = {charge.decode(): int(amount) for charge, amount in _ASKED.findall(body)}
        offered = [str(charge) for charge in self.charges if str(charge) in asked]
        if not offered:
            return True  # the page shows that it is paid
        found = _TOKEN.search(body)
        assert found, "a form without a token"
        form = [("csrf_token", found[1].decode()), ("payer", "Người Nộp")]
        form += [("said", str(sum(asked[charge] for charge in offered)))]
        form += [("charges", charge) for charge in offered]
        answer, _ = to.ask(
            "POST",
            path,
            urlencode(form).encode(),
            Content_Type="application/x-www-form-urlencoded",
            Cookie=f"{cookie}; {_form_cookie(page)}",
        )
        return answer.status == 303


def _form_cookie(page: HTTPResponse) -> str:
    return (page.getheader("Set-Cookie") or "").partition(";")[0]


class Postmen:
    """Sixteen senders who share one bag, and what was acknowledged to them."""

    def __init__(self, server: MortalServer, bag: Iterable[Delivery]) -> None:
        self.server = server
        self.bag = deque(bag)
        self.acknowledged: set[str] = set()
        self.sent = self.broken = self.refused = 0
        self._lock = threading.Lock()
        self._end = time.monotonic() + SECONDS_IN_ALL
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True)
            for number in range(SENDERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    @property
    def is_busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _work(self, number: int) -> None:
        random = Random(number)
        connection = Connection(self.server.port, random)
        while time.monotonic() < self._end:
            try:
                delivery = self.bag.popleft()
            except IndexError:
                return
            try:
                done = delivery.send(connection)
            except (OSError, HTTPException):
                self._note(broken=1)
                self.bag.append(delivery)
                connection.http.close()
                self.server.is_up.wait(self._end - time.monotonic())
                continue
            if not done:
                self.bag.append(delivery)
                time.sleep(0.05)
            self._note(delivery.key if done else None)

    def _note(self, acknowledged: str | None = None, *, broken: int = 0) -> None:
        with self._lock:
            self.sent += 1
            self.broken += broken
            if acknowledged:
                self.acknowledged.add(acknowledged)
            elif not broken:
                self.refused += 1
