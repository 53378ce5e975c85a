"""Judging an emergency opening, and bringing an unjustified one before the auditor."""

from portal.audit.events import Basis
from portal.cases import services as cases
from portal.cases.models import CaseKind, ServiceCase
from portal.cases.services import NewCase
from portal.emergency import reviews
from portal.emergency.models import Verdict
from portal.emergency.queries import OpeningLine
from portal.kernel.i18n import gettext as _
from portal.oversight import case_queries, lines
from portal.oversight.forms import Judgement
from portal.staff.signed_in import SignedInStaff


def judge(opening: OpeningLine, judgement: Judgement, *, by: SignedInStaff) -> ServiceCase | None:
    """Keep the verdict; return the case an unjustified opening has opened, if it has.

    A case the resident has already sent about this opening stands for it: there is never
    a second one. Raise RuleBroken.
    """
    reviews.review(opening, judgement.verdict, judgement.note, by=by)
    if judgement.verdict is Verdict.JUSTIFIED:
        return None
    line = lines.opening_line(opening.person_id, opening.id)
    if line is None or case_queries.of_subject(opening.person_id, f"look:{line.seq}"):
        return None
    new = NewCase(
        person_id=opening.person_id,
        kind=CaseKind.UNKNOWN_VIEWER,
        subject=f"look:{line.seq}",
        says=_("The review found that this emergency opening was not justified."),
        knows_from=judgement.note,
        form_key=opening.id.hex,
    )
    return cases.open_for_resident(new, by=by, basis=Basis.EMERGENCY)
