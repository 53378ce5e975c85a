"""Opening a case: numbered without gaps or races, once however often it is sent."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Actor, Line
from portal.cases import rules
from portal.cases.models import CaseKind, CaseState, ServiceCase
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.errors import TooBusy
from portal.staff.signed_in import SignedInStaff

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
    return _open(new, by.account_id, by.actor, basis)


def open_for_resident(new: NewCase, *, by: SignedInStaff, basis: Basis) -> ServiceCase:
    """Open a case a member of staff brings for somebody; the resident can watch it."""
    return _open(new, by.staff_id, by.actor, basis)


def open_for_account(
    new: NewCase, account_id: UUID, *, by: Actor, basis: Basis | None
) -> ServiceCase:
    """Open a case in the name of an account whose owner cannot sign in; they watch it later."""
    return _open(new, account_id, by, basis)


def _open(new: NewCase, opener: UUID, actor: Actor, basis: Basis | None) -> ServiceCase:
    before = _opened_with(new.form_key, opener)
    if before is not None:
        return before
    for _ in range(NUMBER_TRIES):
        case = _case(new, opener)
        try:
            with session.begin_nested():  # another case may take the number at this moment
                session.add(case)
        except IntegrityError:
            twin = _opened_with(new.form_key, opener)
            if twin is not None:
                return twin
            continue
        _write_down(case, actor, basis)
        return case
    raise TooBusy


def _opened_with(form_key: str, opener: UUID) -> ServiceCase | None:
    return session.scalars(
        sa.select(ServiceCase).where(
            ServiceCase.opened_by == opener, ServiceCase.form_key == form_key
        )
    ).one_or_none()


def _case(new: NewCase, opener: UUID) -> ServiceCase:
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
        opened_by=opener,
        form_key=new.form_key,
        opened_at=clock.now(),
        due_on=rules.due_on(today),
    )


def _write_down(case: ServiceCase, actor: Actor, basis: Basis | None) -> None:
    trail.record(
        Line(
            event=Event.CASE_OPENED,
            about=case.person_id,
            by=actor,
            basis=basis,
            section="dispute",
            object_ref=f"case:{case.id}",
        )
    )
