"""Forty phones that drip their requests and their answers, and the residents beside them."""

import contextlib
import socket
import threading
import time

from deploy.rehearse import load
from deploy.rehearse.aftermath import judge
from deploy.rehearse.certificate import HOST
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Browser, Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage

SLOW, RESIDENTS, FORMS = 40, 4, 40
BODY = 3000
HEALTH_SECONDS = 1.0  # security.md, row 27


def play(stage: Stage) -> None:
    with production(stage) as host:
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            alone = _pace(work)
            ended = threading.Event()
            drips = [
                threading.Thread(target=_drip, args=(host, number, ended), daemon=True)
                for number in range(SLOW)
            ]
            for drip in drips:
                drip.start()
            time.sleep(2)
            beside = _pace(work)
            health = _slowest_health(host)
            ended.set()
            for drip in drips:
                drip.join()
        stage.verdict.figure("forms/s alone", alone)
        stage.verdict.figure(f"beside {SLOW} slow", beside)
        stage.verdict.figure("slowest /healthz s", health)
        stage.verdict.expect(beside > alone / 3, "residents hardly feel it")
        stage.verdict.expect(health < HEALTH_SECONDS, "health answers within a second")
        judge(host, work, stage.verdict)


def _pace(work: Work) -> float:
    before, began = len(work.acknowledged), time.monotonic()
    wait_until(lambda: len(work.acknowledged) >= before + FORMS, 120, "forms are taken")
    return FORMS / (time.monotonic() - began)


def _drip(host: Host, number: int, ended: threading.Event) -> None:
    """Send a form a byte at a time, as long as the proxy lets it."""
    head = f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {BODY}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    while not ended.is_set():
        with contextlib.suppress(OSError), _connected(host, number) as door:
            for byte in (head + "a" * BODY).encode():
                if ended.wait(0.2):
                    return
                door.send(bytes([byte]))


def _connected(host: Host, number: int) -> socket.socket:
    plain = socket.create_connection(
        ("127.0.0.1", host.proxy.port), timeout=10, source_address=(f"127.0.9.{number + 1}", 0)
    )
    return host.certificate.trusted().wrap_socket(plain, server_hostname=HOST)


def _slowest_health(host: Host) -> float:
    slowest, inside = 0.0, Browser(host.web_port, None)
    for _ in range(20):
        began = time.monotonic()
        inside.get("/healthz")
        slowest = max(slowest, time.monotonic() - began)
        time.sleep(0.1)
    return slowest
