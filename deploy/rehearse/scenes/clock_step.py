"""The clock of the portal's machine jumps two hours ahead, then back behind where it was.

Nobody may be answered with a failure, the log stays whole, messages leave, and an operator is told.
"""

import json
import sys
import time
from pathlib import Path

from bench import seed
from deploy.rehearse import postgres
from deploy.rehearse.cluster import portal
from deploy.rehearse.cluster.portal import Portal
from deploy.rehearse.cluster.residents import Residents, Seen
from deploy.rehearse.postgres import Postgres
from deploy.rehearse.processes import Program, wait_until
from deploy.rehearse.stage import Stage

STEPPED = "deploy.rehearse.stepped"
HOURS_OFF = "REHEARSAL_HOURS_OFF"  # names the file it reads
CALM, PEOPLE = 5.0, 40
STEPS = (("right", 0), ("ahead", 2), ("back", -2), ("right again", 0))
# After a step whoever is signed in is asked to sign in again, and that is all that may happen.
SIGN_IN_AGAIN = {303, 401}
SIGN_IN_ANEW = """
UPDATE sign_in_session SET last_seen_at = now() + interval '{hours} hours',
    confirmed_at = now() + interval '{hours} hours', expires_at = now() + interval '12 hours'
"""
MESSAGE = """
INSERT INTO outbox (dedupe_key, kind, recipient, text, not_before, attempts, created_at)
VALUES ('rehearsal {name}', 'noop', NULL, NULL, now() + interval '{hours} hours', 0, now())
"""
WAITING = "SELECT count(*) FROM outbox WHERE kind = 'noop' AND sent_at IS NULL AND dead_at IS NULL"


def play(stage: Stage) -> None:
    """Run the portal and its worker on a clock of their own, and set it three times."""
    server = stage.enter_context(postgres.running(stage.folder / "postgresql"))
    server.sql("CREATE ROLE portal LOGIN PASSWORD 'rehearsal'")
    server.sql("CREATE DATABASE portal OWNER portal")
    serving = portal.make(stage.folder / "portal", server.url("portal", "rehearsal"))
    serving.share_keys()
    readers = seed.prepare(server.url("portal", "rehearsal"), PEOPLE, PEOPLE)
    clock = stage.folder / "clock"
    _set(clock, 0)
    worker = _on_a_clock_of_their_own(serving, clock)
    stage.callback(serving.program.stop)
    stage.callback(worker.stop)
    serving.start()
    worker.start()
    stage.verdict.expect(serving.is_ready(), "the portal is ready with a right clock")
    with Residents(lambda: serving.port, readers, writing=2, reading=2) as residents:
        time.sleep(CALM)
        for name, hours in STEPS:
            stage.say(name)
            _step(stage, server, serving, clock, name, hours)
            _expect_a_form(stage, residents.seen, name)
    _judge_alarms(stage, worker)
    _judge(stage, server, serving, residents.seen)


def _on_a_clock_of_their_own(serving: Portal, clock: Path) -> Program:
    """Give the portal and a worker the clock of a file."""
    program = serving.program
    program.environment = {**serving.environment, HOURS_OFF: str(clock)}
    *gunicorn, _app = program.command
    program.command = [*gunicorn, f"{STEPPED}:app"]
    command = [sys.executable, "-m", "flask", "--app", STEPPED, "work"]
    log = program.log.with_name("worker.log")
    return Program("worker", command, log, environment=program.environment, folder=program.folder)


def _set(clock: Path, hours: int) -> None:
    """Say it at once: whoever reads sees the old hours or the new ones."""
    written = clock.with_suffix(".new")
    written.write_text(str(hours))
    written.replace(clock)


def _step(
    stage: Stage, server: Postgres, serving: Portal, clock: Path, name: str, hours: int
) -> None:
    _set(clock, hours)
    time.sleep(CALM)
    expected = hours == 0
    stage.verdict.expect(
        serving.is_ready() == expected,
        f"at {hours:+d} h the portal is {'' if expected else 'not '}ready",
    )
    server.sql(SIGN_IN_ANEW.format(hours=hours), "portal")
    server.sql(MESSAGE.format(hours=hours, name=name), "portal")
    taken = wait_until(lambda: server.sql(WAITING, "portal") == "0", 300, "the message leaves")
    stage.verdict.figure(f"{name}: message left in s", taken)
    time.sleep(CALM)


def _expect_a_form(stage: Stage, seen: Seen, name: str) -> None:
    """Expect that who signed in anew has a form taken, sent after that."""
    moment = time.monotonic()
    taken = wait_until(lambda: seen.good_since(moment), 120, f"{name}: a form is acknowledged")
    stage.verdict.figure(f"{name}: form taken in s", taken)


def _judge_alarms(stage: Stage, worker: Program) -> None:
    verdict = stage.verdict
    told = [json.loads(line) for line in worker.log.read_text().splitlines() if "clock_" in line]
    steps = [one["count"] for one in told if one["event"] == "clock_stepped"]
    hours = [round(step / 3600) for step in steps]
    verdict.figure("alarms (h)", hours)
    verdict.expect(hours == [2, -4, 2], f"each step is told once: {hours}")


def _judge(stage: Stage, server: Postgres, serving: Portal, seen: Seen) -> None:
    verdict, refused = stage.verdict, seen.refused()
    verdict.figure("requests", len(seen.answers))
    verdict.figure("acknowledged", len(seen.acknowledged))
    verdict.figure("sent to sign in again", refused)
    other = {status: count for status, count in refused.items() if status not in SIGN_IN_AGAIN}
    verdict.expect(not other, f"nobody is answered otherwise: {other}")
    kept = set(server.sql("SELECT form_key FROM service_case", "portal").split())
    lost = set(seen.acknowledged) - kept
    verdict.expect(not lost, f"{len(lost)} acknowledged forms are in the database")
    checked = serving.flask("audit", "verify")
    verdict.expect(checked.returncode == 0, f"the log is whole: {checked.stderr[-300:]}")
