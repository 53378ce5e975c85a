"""Every service restarted again and again under load: the portal finds its connections anew."""

import time

from deploy.rehearse import load
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage

ROUNDS, RESIDENTS = 2, 6


def play(stage: Stage) -> None:
    with production(stage) as host:
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            for number in range(ROUNDS):
                _restart_all(host)
                back = _goes_on(work)
                stage.say(f"round {number + 1} of {ROUNDS}: back after {back:.1f} s")
                time.sleep(2)
        judge(host, work, stage.verdict)


def _goes_on(work: Work) -> float:
    before = len(work.acknowledged)
    return wait_until(lambda: len(work.acknowledged) > before, 300, "forms are taken again")


def _restart_all(host: Host) -> None:
    for program in (host.redis, host.pgbouncer, host.web, host.worker):
        host.supervisor.restart(program)
        time.sleep(1)
    host.database.program.stop()
    time.sleep(2)
    host.database.start()
