"""Opening a case: numbered without gaps or races, once however often it is sent."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.cases import rules
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import TooBusy

# More than the threads of an installation: of those that want one number, one wins a round.
NUMBER_TRIES = 40


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """What a resident reports; `form_key` is the random key of the form they filled in."""

    person_id: UUID
    kind: CaseKind
    subject: str
    says: str
    knows_from: str | None
    form_key: str


def open_case(new: NewCase, *, by: SignedIn, basis: Basis) -> ServiceCase:
    """Open a case, or return the one this form has already opened.

    Raise TooBusy when other cases keep taking the number (nothing is written then).
    """
    before = _opened_with(new.form_key, by.account_id)
    if before is not None:
        return before
    for _ in range(NUMBER_TRIES):
        case = _case(new, by.account_id)
        try:
            with session.begin_nested():  # another case may take the number at this moment
                session.add(case)
        except IntegrityError:
            twin = _opened_with(new.form_key, by.account_id)
            if twin is not None:
                return twin
            continue
        _write_down(case, by, basis)
        return case
    raise TooBusy


def _opened_with(form_key: str, account_id: UUID) -> ServiceCase | None:
    return session.scalars(
        sa.select(ServiceCase).where(
            ServiceCase.opened_by == account_id, ServiceCase.form_key == form_key
        )
    ).one_or_none()


def _case(new: NewCase, account_id: UUID) -> ServiceCase:
    """Make the case with the next number of this year."""
    today = clock.today()
    last = session.scalar(
        sa.select(sa.func.max(ServiceCase.number)).where(ServiceCase.year == today.year)
    )
    return ServiceCase(
        id=uuid4(),
        year=today.year,
        number=(last or 0) + 1,
        person_id=new.person_id,
        kind=new.kind,
        state=CaseState.RECEIVED,
        subject=new.subject,
        says=new.says,
        knows_from=new.knows_from,
        opened_by=account_id,
        form_key=new.form_key,
        opened_at=clock.now(),
        due_on=rules.due_on(today),
    )


def _write_down(case: ServiceCase, by: SignedIn, basis: Basis) -> None:
    trail.record(
        Line(
            event=Event.CASE_OPENED,
            about=case.person_id,
            by=by.actor,
            basis=basis,
            section="dispute",
            object_ref=f"case:{case.id}",
        )
    )
