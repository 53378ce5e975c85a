"""The database's machine burns down under load: what the archive of changes brings back, and when.

The archive is an hour of work for an administrator and no part of the portal, so this is played
with the files of deploy/ as they would be installed.
"""

import time

from deploy.rehearse import load
from deploy.rehearse.archive import SECONDS, Archive, lose
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage

RESIDENTS = 4
# What is under way when the time is up has to leave the machine, too.
MOST_LOST = 3 * SECONDS


def play(stage: Stage) -> None:
    with production(stage) as host:
        archive = Archive(stage.folder / "archive", host.database)
        archive.begin()
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            _goes_on(work, seconds=4 * SECONDS)
            lose(host.database)
            lost_at = time.monotonic()
            stage.say("the machine is gone")
            archive.restore()
            stage.verdict.figure("database back s", time.monotonic() - lost_at)
            _goes_on(work)
            stage.verdict.figure("forms taken again s", time.monotonic() - lost_at)
        _judge(stage, host, work, lost_at)
        _is_sealed(stage, archive)


def _goes_on(work: Work, seconds: float = 0) -> None:
    before, began = len(work.acknowledged), time.monotonic()
    enough = before + 5 * RESIDENTS
    wait_until(
        lambda: len(work.acknowledged) > enough and time.monotonic() - began > seconds,
        240,
        "forms are taken",
    )


def _judge(stage: Stage, host: Host, work: Work, lost_at: float) -> None:
    """What is lost was acknowledged just before; what came after is there, and nothing by half."""
    verdict, lost = stage.verdict, work.lost(host.database)
    age = max((lost_at - work.acknowledged[mark] for mark in lost), default=0.0)
    verdict.figure("acknowledged", len(work.acknowledged))
    verdict.figure("lost with the machine", len(lost))
    verdict.figure(f"oldest of them s (changes leave every {SECONDS} s)", age)
    verdict.figure("calm answers", work.friendly)
    verdict.expect(age <= MOST_LOST, f"nothing older than {MOST_LOST} s is lost")
    verdict.expect(
        all(work.acknowledged[mark] < lost_at for mark in lost), "nothing is lost afterwards"
    )
    verdict.expect(load.halves(host.database) == 0, "no form is there by half")
    verdict.expect(not work.bad, f"only success or the calm page, not {dict(work.bad)}")
    verdict.expect("are whole" in host.flask("audit", "verify"), "the log is whole")


def _is_sealed(stage: Stage, archive: Archive) -> None:
    """Nothing in the archive can be read without its word."""
    files = [path for path in archive.disk.rglob("*") if path.is_file() and not path.is_symlink()]
    told = [path.name for path in files if not path.read_bytes().startswith(b"Salted__")]
    stage.verdict.figure("files in the archive", len(files))
    stage.verdict.expect(files and not told, f"every file is sealed, not {told[:3]}")
