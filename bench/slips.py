"""A large batch of sign-in slips beside a small one: time, and the most memory ever held.

    python -m bench.slips                  400 and 4,000 slips on SQLite and on PostgreSQL

Making and taking run in a process of their own each, as they do in production; beside the
maker its PDF worker is counted. With memory that is bounded, ten times the slips take ten
times as long, and no more memory.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Flask

from bench.pages import a_database, portal_environment
from portal.app import create_app
from portal.config import from_environment
from portal.issuing import asking, batches, deciding, making, taking
from portal.issuing.candidates import Target
from portal.issuing.commands import SECONDS_A_PART
from portal.issuing.models import BatchScope, SlipBatch
from portal.kernel import clock, crypto, migrations
from portal.kernel.db import database, make_engine, reads, session
from portal.kernel.partial_date import PartialDate
from portal.kernel.pdf import PdfWorker
from portal.people.kinds import Relation, Sex
from portal.people.models import Membership
from portal.people.places import Household
from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff
from tests import cast

DATABASES = ("SQLite", "PostgreSQL")
AT_ONCE = 500
BESIDE = 400
LIVING_TOGETHER = 4


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a process needed: seconds by the wall and of the processor, its own and its
    worker's, and the most memory each ever held.
    """

    seconds: float
    cpu: float
    own: int
    worker: int
    sent: int = 0


def main() -> None:
    """Measure both batches on both databases."""
    parser = argparse.ArgumentParser(description="Many slips beside few.")
    parser.add_argument("--slips", type=int, default=4000)
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--step", choices=("make", "take"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(STEPS[asked.step](create_app(from_environment())).__dict__))
        return
    print(
        f"{'':11} {'':5} {'slips':>6} {'seconds':>8} {'CPU s':>7} {'peak MiB':>9}"
        f" {'worker MiB':>11} {'MiB':>6}"
    )
    for name in asked.database or DATABASES:
        _compare(name, asked.slips, postgres=name == "PostgreSQL")


def _compare(name: str, many: int, *, postgres: bool) -> None:
    few, all_ = (_measure(count, postgres=postgres) for count in (BESIDE, many))
    for step in STEPS:
        for count, measured in ((BESIDE, few[step]), (many, all_[step])):
            print(
                f"{name:11} {step:5} {count:6} {measured.seconds:8.1f} {measured.cpu:7.1f}"
                f" {measured.own / 1024:9.1f} {measured.worker / 1024:11.1f}"
                f" {measured.sent / 2**20:6.1f}"
            )
        slower, larger = _ratio(all_[step], few[step])
        print(f"{name:11} {step:5} {'ratio':>6} {'':8} {slower:7.1f} {larger:9.2f}", flush=True)


def _ratio(one: Measured, other: Measured) -> tuple[float, float]:
    return one.cpu / other.cpu, one.own / other.own


def _measure(count: int, *, postgres: bool) -> dict[str, Measured]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-slips-")))
        url = stack.enter_context(a_database(folder, postgres=postgres))
        crypto.KeyRing.create(folder / "keyring.json")
        environment = portal_environment(folder, url)
        ask_and_allow(create_app(from_environment(environment)), url, count)
        return {step: _in_own_process(step, environment) for step in STEPS}


def _in_own_process(step: str, environment: dict[str, str]) -> Measured:
    done = subprocess.run(
        [sys.executable, "-m", "bench.slips", "--step", step],
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return Measured(**json.loads(done.stdout))


def ask_and_allow(app: Flask, url: str, count: int) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    with app.app_context():
        hanh, dung = cast.hanh(), cast.dung()
        village = cast.a_village()
        for first in range(0, count, AT_ONCE):
            _people(village, range(first, min(first + AT_ONCE, count)))
            session.commit()
            session.expunge_all()
        target = Target(scope=BatchScope.VILLAGE, id=village, commune="Xã Đồng Sen")
        batch_id = asking.ask(target, by=_signed_in(hanh.staff_id))
        session.commit()
        second = _signed_in(dung.staff_id)
        found = batches.batch(batch_id, second)
        assert found is not None
        deciding.allow(found, by=second)
        session.commit()
        database().engine.dispose()


def _people(village: UUID, numbers: range) -> None:
    for number in numbers:
        person = cast.a_person(
            f"Nguyễn Thị Người Thứ {number}",
            born=PartialDate.of_year(1980),
            personal_id=f"99918{number:07}",
            with_account=False,
        )
        if number % LIVING_TOGETHER == 0:
            household = Household(code=f"H{number:06}", commune="Xã Đồng Sen", village_id=village)
            session.add(household)
            session.flush()  # its members point here
        session.add(
            Membership(
                household_id=household.id,
                person_id=person.person_id,
                position=number % LIVING_TOGETHER,
                relation=Relation.OTHER,
                joined_on=clock.today(),
            )
        )


def _signed_in(staff_id: UUID) -> SignedInStaff:
    now = clock.now()
    return SignedInStaff(
        session_id=uuid4(),
        staff_id=staff_id,
        staff_name="",
        full_name="Cán bộ đo",
        title="",
        sex=Sex.FEMALE,
        facility_code=cast.STATION,
        facility_name=cast.FACILITIES[cast.STATION],
        commune="Xã Đồng Sen",
        person_id=None,
        roles=frozenset({Role.STATION_STAFF}),
        confirmed_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=8),
        locked=False,
    )


def _make(app: Flask) -> Measured:
    worker, started = PdfWorker(SECONDS_A_PART), time.perf_counter()
    while making.make_next(app, worker.render):
        pass
    seconds, held = time.perf_counter() - started, most_held(str(worker.pid))
    worker.close()
    return _measured(seconds, worker=held)


def _take(app: Flask) -> Measured:
    with app.app_context():
        staff = _signed_in(reads().scalars(sa.select(SlipBatch.asked_by)).one())
        started, sent = time.perf_counter(), 0
        for piece in _file(staff):
            sent += len(piece)
    return _measured(time.perf_counter() - started, sent=sent)


def _file(staff: SignedInStaff) -> Iterator[bytes]:
    [newest] = batches.newest(staff)
    found = batches.batch(newest.id, staff)
    assert found is not None
    taken = taking.take(found, by=staff)
    session.commit()
    return taken.content(database())


def _measured(seconds: float, *, worker: int = 0, sent: int = 0) -> Measured:
    own, its_worker = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Measured(
        seconds=seconds,
        cpu=own.ru_utime + own.ru_stime + its_worker.ru_utime + its_worker.ru_stime,
        own=most_held("self"),
        worker=worker,
        sent=sent,
    )


def most_held(pid: str) -> int:
    """Return the most memory a process ever held, in KiB.

    What getrusage says of it begins with what its parent held when it was started.
    """
    status = Path("/proc", pid, "status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


STEPS = {"make": _make, "take": _take}


if __name__ == "__main__":
    main()
