"""Cases residents have opened, without walking through their pages."""

from uuid import UUID, uuid4

import sqlalchemy as sa

from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.cases.rules import due_on
from portal.kernel import clock
from portal.kernel.db import reads, session
from tests.cast import Member


def a_report(person: Member, subject: str, kind: CaseKind = CaseKind.UNKNOWN_VIEWER) -> UUID:
    """Open a case of this person about a line of the log."""
    case_id = uuid4()
    taken = session.scalar(sa.select(sa.func.count()).select_from(ServiceCase)) or 0
    session.add(
        ServiceCase(
            id=case_id,
            year=clock.today().year,
            number=317 + taken,
            person_id=person.person_id,
            kind=kind,
            state=CaseState.RECEIVED,
            subject=subject,
            says="Hôm đó cả nhà đi vắng",
            opened_by=person.account_id or uuid4(),
            form_key=uuid4().hex,
            opened_at=clock.now(),
            due_on=due_on(clock.today()),
        )
    )
    session.commit()
    return case_id


def newest_line() -> int:
    return int(reads().execute(sa.select(sa.func.max(AuditLine.seq))).scalar_one())
