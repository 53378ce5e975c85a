"""What must be so after any fault: nothing acknowledged is lost, nothing is there by half."""

from deploy.rehearse import load
from deploy.rehearse.host import Host
from deploy.rehearse.load import Work
from deploy.rehearse.verdict import Verdict


def judge(host: Host, work: Work, verdict: Verdict) -> None:
    """Compare what residents were told with what the database holds, and check the log."""
    verdict.figure("acknowledged", len(work.acknowledged))
    verdict.figure("lost", len(work.lost(host.database)))
    verdict.figure("pages", work.reads)
    verdict.figure("calm answers", work.friendly)
    verdict.figure("cut off", work.cut)
    verdict.figure("longest gap s", work.gap)
    verdict.figure("restarts", host.supervisor.restarts)
    verdict.expect(not work.lost(host.database), "every acknowledged form is in the database")
    verdict.expect(load.halves(host.database) == 0, "no form is there by half")
    verdict.expect(not work.bad, f"only success or the calm page, not {dict(work.bad)}")
    verdict.expect(work.cut == 0, "nginx answers every request")
    quoted = "DETAIL:" in host.database.program.log.read_text(errors="replace")
    verdict.expect(not quoted, "the database's own log quotes no row")
    host.flask("audit", "verify")
