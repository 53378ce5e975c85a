"""Redis stops under load: the fence counts in each process, and nobody waits for it."""

import socket
import time
from urllib.parse import urlsplit

from deploy.rehearse import load
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage

RESIDENTS, FORMS = 4, 30
LONGEST = 10.0  # many times what a page takes on a busy machine; a Redis that is waited for hangs


def play(stage: Stage) -> None:
    with production(stage) as host:
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            before = _forms(work)
            stage.verdict.figure("seconds a form with Redis", before)
            counted = _counted_in_redis(host)
            stage.verdict.figure("counted in Redis", counted)
            stage.verdict.expect(counted > 0, "the fence counts in Redis")
            host.supervisor.programs.remove(host.redis)
            host.redis.kill()
            stage.verdict.figure("without", _forms(work))
            host.redis.start()
            host.supervisor.programs.append(host.redis)
            stage.verdict.figure("again with", _forms(work))
            wait_until(lambda: _counted_in_redis(host), 120, "the fence counts in Redis again")
        stage.verdict.expect(work.slowest < LONGEST, f"nobody waits, not {work.slowest:.1f} s")
        stage.verdict.expect(work.friendly == 0, "nobody is turned away")
        judge(host, work, stage.verdict)


def _counted_in_redis(host: Host) -> int:
    """Ask the Redis of the portal's settings how many counts it holds; it answers `:7`."""
    address = urlsplit(host.environment["PORTAL_FENCE_STORAGE"])
    with socket.create_connection((address.hostname, address.port or 0), timeout=5) as redis:
        redis.sendall(b"DBSIZE\r\n")
        return int(redis.makefile("rb").readline().removeprefix(b":"))


def _forms(work: Work) -> float:
    """Return how long a form takes on average until so many more are acknowledged."""
    before, began = len(work.acknowledged), time.monotonic()
    wait_until(lambda: len(work.acknowledged) >= before + FORMS, 120, "forms are taken")
    return (time.monotonic() - began) * RESIDENTS / (len(work.acknowledged) - before)
