"""The disk of the tables fills up: changes are refused calmly and whole, reading goes on.

What PostgreSQL needs for itself, its write-ahead log first of all, lies on another disk, as the
administrator's guide asks: where that one is full it stops, and no setting of ours changes it.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.rehearse import load, people
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage
from deploy.rehearse.verdict import Skipped, Verdict
from portal.kernel.db import session
from tests import cast

SIZE, RESIDENTS = "220m", 4


def play(stage: Stage) -> None:
    disk = stage.enter_context(_small_disk(stage.folder / "small"))
    with production(stage, people=12, tables=disk) as host:
        with people.as_an_operator(host):
            lan = cast.lan()
            session.commit()
        phone = people.browser(host)
        people.sign_in(host, phone, lan)
        tls = host.certificate.trusted()
        at_work = host.residents[:RESIDENTS]
        with load.residents_at_work(host.proxy.port, tls, at_work, pause=0.2) as work:
            _goes_on(work)
            _fill(disk)
            stage.say("the disk is full")
            wait_until(lambda: work.friendly >= 8, 240, "forms are refused calmly")
            _reads_on(host, phone, stage.verdict)
            _is_not_ready(host, stage.verdict)
            (disk / "ballast").unlink()
            stage.say("there is room again")
            took = _goes_on(work)
        stage.verdict.figure("recovered in s", took)
        judge(host, work, stage.verdict)


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        raise Skipped("only root may mount a small disk")
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "tmpfs", str(folder)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        raise Skipped("this machine lets nobody mount a small disk")
    try:
        yield folder
    finally:
        for _ in range(20):
            if subprocess.run(["umount", str(folder)], check=False, capture_output=True).returncode:
                time.sleep(0.5)
                continue
            break


def _fill(disk: Path) -> None:
    """Write until nothing more fits."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for block in (1 << 20, 1 << 12):
            try:
                while True:
                    ballast.write(bytes(block))
            except OSError:
                continue


def _goes_on(work: Work) -> float:
    before = len(work.acknowledged)
    return wait_until(lambda: len(work.acknowledged) > before + 8, 240, "forms are taken")


def _reads_on(host: Host, phone: load.Browser, verdict: Verdict) -> None:
    """Open what needs no line in the log; home and records do, and stay closed."""
    stranger = people.browser(host, number=201)
    for path, answer in (
        ("/account", phone.get("/account")),
        ("/sign-in", stranger.get("/sign-in")),
    ):
        verdict.expect(answer.status == 200, f"{path} is shown, not {answer.status}")


def _is_not_ready(host: Host, verdict: Verdict) -> None:
    answer = load.Browser(host.web_port, None).get("/readyz")
    verdict.expect(answer.status == 503, "it says that it is not ready")
