"""Redis stops under load: the fence counts in each process, and nobody waits for it."""

import time

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
        stage.verdict.expect(_counts_in_redis(host), "the fence counts in Redis")
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            before = _forms(work)
            stage.verdict.figure("seconds a form with Redis", before)
            host.supervisor.programs.remove(host.redis)
            host.redis.kill()
            stage.verdict.figure("without", _forms(work))
            host.redis.start()
            host.supervisor.programs.append(host.redis)
            stage.verdict.figure("again with", _forms(work))
        stage.verdict.expect(work.slowest < LONGEST, f"nobody waits, not {work.slowest:.1f} s")
        stage.verdict.expect(work.friendly == 0, "nobody is turned away")
        judge(host, work, stage.verdict)


def _counts_in_redis(host: Host) -> bool:
    address = host.environment["PORTAL_FENCE_STORAGE"]
    return address.startswith("redis://127.0.0.1:") and host.redis.is_running


def _forms(work: Work) -> float:
    """Return how long a form takes on average until so many more are acknowledged."""
    before, began = len(work.acknowledged), time.monotonic()
    wait_until(lambda: len(work.acknowledged) >= before + FORMS, 120, "forms are taken")
    return (time.monotonic() - began) * RESIDENTS / (len(work.acknowledged) - before)
