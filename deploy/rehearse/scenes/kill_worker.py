"""kill -9 of the web server's processes and of the worker while residents read and write."""

import os
import random
import signal
import time

from deploy.rehearse import load, people
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import children, wait_until
from deploy.rehearse.stage import Stage

ROUNDS, RESIDENTS = 6, 6


def play(stage: Stage) -> None:
    with production(stage) as host:
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            for number in range(ROUNDS):
                _kill(host, number)
                stage.say(f"killed {number + 1} of {ROUNDS}")
                _goes_on(work)
            _static_outlives(host, stage)
        judge(host, work, stage.verdict)


def _kill(host: Host, number: int) -> None:
    """Kill one process of gunicorn, then all of it and the worker of messages."""
    if number % 3 < 2:
        workers = children(host.web.pid)
        os.kill(random.choice(workers), signal.SIGKILL)
    else:
        host.worker.kill()
        host.web.kill()


def _goes_on(work: Work) -> None:
    before = len(work.acknowledged)
    try:
        wait_until(lambda: len(work.acknowledged) > before + RESIDENTS, 300, "forms are taken")
    except TimeoutError as late:
        raise RuntimeError(f"{late}; {work.friendly} calm, {work.cut} cut, {work.bad}") from late
    time.sleep(1)


def _static_outlives(host: Host, stage: Stage) -> None:
    """Ask for the style sheet while the portal is away."""
    visitor = people.browser(host)
    page = visitor.get("/sign-in").text
    address = page[page.index("/static/app.") :].partition('"')[0]
    visitor.get(address)
    host.web.kill()
    kept = visitor.get(address)
    stage.verdict.expect(kept.status == 200, "the style sheet is there without the portal")
    calm = visitor.get("/sign-in")
    stage.verdict.expect(
        calm.status in (200, 503) and "115" in calm.text, f"the page is calm, not {calm.status}"
    )
    wait_until(lambda: visitor.get("/sign-in").status == 200, 300, "the portal is back")
