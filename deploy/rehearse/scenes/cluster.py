"""Three database machines: the primary dies, all of its machine dies, etcd loses members.

Nothing acknowledged may be lost, and the service is back in less than thirty seconds.
"""

import time
from collections.abc import Callable

from bench import seed
from deploy.rehearse.cluster import portal
from deploy.rehearse.cluster.cluster import Cluster, running
from deploy.rehearse.cluster.ledger import compare
from deploy.rehearse.cluster.machines import Machine
from deploy.rehearse.cluster.portal import Portal
from deploy.rehearse.cluster.residents import Residents
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage
from portal.config import ROOT

MOST_SECONDS_AWAY, MOST_SECONDS_WAITING = 30, 10
PEOPLE, WRITING, READING = 60, 3, 2
CALM = 5.0  # seconds of load before and after each fault
PASSWORD = "rehearsal"
ROLES = (
    f"\\set owner_password {PASSWORD}\n\\set portal_password {PASSWORD}\n"
    + (ROOT / "deploy" / "postgresql" / "roles.sql").read_text()
)


def play(stage: Stage) -> None:
    """Form the cluster, put the portal before it, and break it in six ways."""
    cluster = stage.enter_context(running(stage.folder))
    stage.say("one primary, two standbys")
    cluster.sql(ROLES, "postgres")
    owner = portal.make(stage.folder / "owner", cluster.through_haproxy("portal_owner", PASSWORD))
    owner.share_keys()
    readers = seed.prepare(owner.environment["PORTAL_DATABASE_URL"], PEOPLE, PEOPLE)
    granted = owner.flask("db", "grant", "portal")
    stage.verdict.expect(granted.returncode == 0, f"the role is granted: {granted.stderr[-300:]}")
    address = cluster.through_haproxy("portal", PASSWORD)
    serving = portal.make(stage.folder / "portal", address)
    stage.callback(serving.program.stop)
    serving.start()
    with Residents(lambda: serving.port, readers, writing=WRITING, reading=READING) as residents:
        _Trial(stage, cluster, residents, serving).run()
    verdict, seen = stage.verdict, residents.seen
    compare(verdict, cluster, serving, seen.acknowledged)
    verdict.figure("slowest answer s", seen.slowest)
    verdict.expect(seen.slowest < MOST_SECONDS_WAITING, "nobody waits 10 s for an answer")
    verdict.figure("refused", seen.refused())
    verdict.expect(not seen.unfriendly(), f"{seen.unfriendly()} refusals were no friendly page")


class _Trial:
    """The faults, one after the other, under a load that never stops."""

    def __init__(
        self, stage: Stage, cluster: Cluster, residents: Residents, serving: Portal
    ) -> None:
        self.stage, self.cluster, self.serving = stage, cluster, serving
        self.seen = residents.seen

    def run(self) -> None:
        time.sleep(CALM)
        self._primary_killed()
        self._switched_over()
        self._etcd_member_killed()
        self._etcd_without_majority()
        self._machine_lost()
        self._without_haproxy()

    def _primary_killed(self) -> None:
        old = self._primary()
        self._fault("primary killed", old.kill_database, gone=old)
        back = self._whole_again(old.patroni.start)
        self.stage.verdict.figure("old primary stands by after s", back)

    def _switched_over(self) -> None:
        leader = self._primary().name
        standby = next(one.name for one in self.cluster.members() if one.role == "sync_standby")
        names = ("--master", leader, "--candidate", standby)
        self._fault(
            "switchover",
            lambda: self.cluster.control("switchover", "portal", *names, "--force"),
        )
        self._whole_again()

    def _etcd_member_killed(self) -> None:
        member = self._primary().etcd
        self._fault("etcd member killed", member.kill)
        time.sleep(CALM * 4)  # longer than a lease
        member.start()
        self._whole_again()

    def _etcd_without_majority(self) -> None:
        lost = [machine.etcd for machine in self.cluster.machines.values()][:2]

        def fall() -> None:
            for member in lost:
                member.kill()

        self._fault("etcd without majority", fall, watch=30)
        for member in lost:
            member.start()
        self._whole_again()

    def _machine_lost(self) -> None:
        old = self._primary()

        def vanish() -> None:
            old.etcd.kill()
            old.kill_database()

        self._fault("machine lost", vanish, gone=old)
        self._whole_again(old.start)

    def _without_haproxy(self) -> None:
        address = self.cluster.directly("portal", PASSWORD)
        direct = portal.make(self.stage.folder / "direct", address)
        self.stage.callback(direct.program.stop)
        direct.start()
        self.serving.port = direct.port
        time.sleep(CALM)
        self.serving.program.stop()
        old = self._primary()
        self._fault("without HAProxy", old.kill_database, gone=old)
        self._whole_again(old.patroni.start)

    def _primary(self) -> Machine:
        primary = self.cluster.primary()
        assert primary is not None, "nobody is primary"
        return primary

    def _fault(
        self,
        name: str,
        fault: Callable[[], object],
        *,
        gone: Machine | None = None,
        watch: float = CALM,
    ) -> None:
        """Do it, wait until a write is acknowledged again, and say how long nothing was."""
        self.stage.say(name)
        began = time.monotonic()
        fault()
        wait_until(lambda: self.cluster.primary() not in (None, gone), 90, f"primary after {name}")
        moment = time.monotonic()
        wait_until(lambda: self.seen.good_since(moment), 90, f"a write after {name}")
        time.sleep(watch)
        away = self.seen.outage(began, time.monotonic())
        self.stage.verdict.figure(f"{name}: away s", away)
        self.stage.verdict.figure(f"{name}: slowest s", self.seen.slowest_since(began))
        limit = MOST_SECONDS_AWAY
        self.stage.verdict.expect(away < limit, f"{name}: writes are back within {limit} s")

    def _whole_again(self, heal: Callable[[], object] = lambda: None) -> float:
        heal()
        taken = wait_until(self.cluster.is_whole, 120, "one primary and two standbys again")
        time.sleep(CALM)
        return taken
