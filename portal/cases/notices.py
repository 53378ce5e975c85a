"""Telling whoever opened a case that it is answered; the answer itself stays in the portal."""

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.cases.queries import CaseDetail
from portal.kernel.db import session
from portal.notifications import outbox
from portal.people.queries import mobile_of


def tell_answered(case: CaseDetail) -> None:
    """Write the message; a case the station brought goes to the person it is about."""
    connection = session.connection()
    opener = connection.execute(
        sa.select(Account.person_id).where(Account.id == case.opened_by)
    ).scalar_one_or_none()
    found = mobile_of(connection, opener or case.person_id)
    if found is not None:
        outbox.enqueue(
            kind="case_answered",
            recipient=found[0],
            text=f"Phieu {case.number} da co tra loi. Xem trong cong ho so.",
            dedupe_key=f"case_answered-{case.id}",
        )
