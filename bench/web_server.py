"""gunicorn beside granian: the same pages, the same phones, with nginx before them and without.

    python -m bench.web_server

Residents read their record in a closed loop, alone and beside forty phones that drip requests.
The servers take turns, round by round; medians. Decides ADR 0013.
"""

import argparse
import contextlib
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import seed
from bench.pages import a_database, portal_environment
from bench.seed import Reader
from bench.servers import Server, gunicorn, serve
from deploy.rehearse import certificate
from deploy.rehearse.certificate import HOST
from deploy.rehearse.load import Browser
from deploy.rehearse.ports import wait_for
from deploy.rehearse.proxy import Proxy
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing

THREADS, SLOW, PEOPLE = 8, 40, 100
BY_HAND = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": HOST}  # where no proxy says it


def granian(port: int, module: str) -> list[str]:
    """Return granian's command with as many processes and threads."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws"]
    return [*command, "--log-level", "warning", module]


COMMANDS: dict[str, Callable[[int, str], list[str]]] = {"gunicorn": gunicorn, "granian": granian}


@dataclass(frozen=True)
class Way:
    """One way to the portal: a server, and perhaps nginx before it."""

    name: str
    server: Server
    port: int
    tls: ssl.SSLContext | None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="gunicorn beside granian.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-web-")))
        folder.chmod(0o755)
        url = stack.enter_context(a_database(folder, postgres=True))
        crypto.use(KeyRing.create(folder / "keyring.json"))
        readers = seed.prepare(url, PEOPLE, PEOPLE)
        environment = portal_environment(folder, url) | {"PORTAL_TRUSTED_HOSTS": HOST}
        ways = list(_ways(stack, folder, environment))
        for slow in (0, SLOW):
            _compare(ways, readers, slow, asked.rounds, asked.seconds)


def _ways(stack: ExitStack, folder: Path, environment: dict[str, str]) -> Iterator[Way]:
    shown = certificate.make(folder / "tls")
    for name, command in COMMANDS.items():
        server = stack.enter_context(
            serve("wsgi:app", environment, folder / f"{name}.log", command)
        )
        yield Way(name, server, server.port, None)
        proxy = Proxy(folder / f"nginx-{name}", shown, server.port)
        proxy.program.start()
        stack.callback(proxy.program.stop)
        wait_for(proxy.port)
        yield Way(f"nginx, {name}", server, proxy.port, shown.trusted())


def _compare(
    ways: Sequence[Way], readers: list[Reader], slow: int, rounds: int, seconds: float
) -> None:
    print(f"\n{THREADS} residents beside {slow} slow phones, medians of {rounds} rounds")
    print(f"{'':18}{'pages/s':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'failed':>9}")
    seen: dict[str, list[tuple[float, ...]]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            with _dripping(way, slow):
                _read(way, readers, 0.5)
                seen[way.name].append(_read(way, readers, seconds))
    for name, rows in seen.items():
        medians = [statistics.median(column) for column in zip(*rows, strict=True)]
        print(f"{name:18}" + "".join(f"{one:9.1f}" for one in medians), flush=True)


def _read(way: Way, readers: list[Reader], seconds: float) -> tuple[float, ...]:
    """Read records for so long: pages/s, p50, p95, CPU of the server a page, and what failed."""
    times: list[float] = []
    failed = [0]
    end, cpu, began = time.perf_counter() + seconds, way.server.cpu_ms, time.perf_counter()

    def live(number: int) -> None:
        browser = Browser(way.port, way.tls, number=number, token=readers[number].token)
        while time.perf_counter() < end:
            asked = time.perf_counter()
            try:
                headers = {} if way.tls else BY_HAND
                page = browser.get(readers[number].pages["record"], **headers)
            except OSError:
                failed[0] += 1
                continue
            failed[0] += page.status != 200
            times.append(time.perf_counter() - asked)
        browser.close()

    threads = [threading.Thread(target=live, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.perf_counter() - began, way.server.cpu_ms - cpu
    ordered = sorted(times) or [float("nan")]
    p50, p95 = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
    return len(times) / took, 1000 * p50, 1000 * p95, spent / max(len(times), 1), failed[0]


@contextmanager
def _dripping(way: Way, count: int) -> Iterator[None]:
    """Let so many phones send a request a byte at a time until the block ends."""
    ended = threading.Event()
    phones = [
        threading.Thread(target=_drip, args=(way, number, ended), daemon=True)
        for number in range(count)
    ]
    for phone in phones:
        phone.start()
    try:
        yield
    finally:
        ended.set()
        for phone in phones:
            phone.join()


def _drip(way: Way, number: int, ended: threading.Event) -> None:
    asked = f"GET /sign-in HTTP/1.1\r\nHost: {HOST}\r\nX-Long: {'a' * 400}\r\n\r\n".encode()
    while not ended.is_set():
        with contextlib.suppress(OSError), _connected(way, number) as door:
            for byte in asked:
                if ended.wait(0.1):
                    return
                door.send(bytes([byte]))


def _connected(way: Way, number: int) -> socket.socket:
    source = (f"127.0.9.{number + 1}", 0)
    plain = socket.create_connection(("127.0.0.1", way.port), timeout=10, source_address=source)
    return way.tls.wrap_socket(plain, server_hostname=HOST) if way.tls else plain


if __name__ == "__main__":
    main()
