"""What was acknowledged against what the database has."""

from collections.abc import Sequence

from deploy.rehearse.cluster.cluster import Cluster
from deploy.rehearse.cluster.portal import Portal
from deploy.rehearse.verdict import Verdict

KEYS = "SELECT form_key FROM service_case"
HALVES = """
SELECT count(*) FROM service_case c
WHERE NOT EXISTS (SELECT 1 FROM dose_report r WHERE r.case_id = c.id)
   OR (SELECT count(*) FROM audit_line e WHERE e.object_ref = 'case:' || c.id) <> 2
"""


def compare(
    verdict: Verdict, cluster: Cluster, portal: Portal, acknowledged: Sequence[str]
) -> None:
    """Expect each acknowledged report once and whole, and the log as it was written."""
    kept = cluster.sql(KEYS).split()
    lost = set(acknowledged) - set(kept)
    verdict.figure("acknowledged", len(acknowledged))
    verdict.figure("lost", len(lost))
    verdict.expect(acknowledged, "something was acknowledged")
    verdict.expect(not lost, f"{len(lost)} acknowledged reports are in the database")
    verdict.expect(len(kept) == len(set(kept)), "a form sent twice is one case")
    halves = int(cluster.sql(HALVES))
    verdict.expect(halves == 0, f"{halves} cases are whole: report and two lines of the log")
    checked = portal.flask("audit", "verify")
    verdict.expect(checked.returncode == 0, f"the log is whole: {checked.stderr[-300:]}")
