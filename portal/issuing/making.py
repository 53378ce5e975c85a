"""Making slips: one part after another, beside the web server, until nothing waits.

Each step is a transaction of its own. A code is drawn before its page is set, and opens its
account from when the page is kept: nobody's code is written down anywhere but on the slip, and
none that is on no slip opens anything.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.accounts.signed_in import config
from portal.issuing import drawing, leases, releasing, slips
from portal.issuing.candidates import FACTS, Candidate, candidate
from portal.issuing.drawing import Drawn
from portal.issuing.leases import Lease
from portal.issuing.models import SlipLine
from portal.issuing.rules import SLIPS_A_PART
from portal.kernel.db import session
from portal.people.models import Person
from portal.representation import hands
from portal.staff.models import StaffMember

Setter = Callable[[str], bytes]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Slips whose codes are drawn, ready to be set; `positions` are their lines."""

    lease: Lease
    positions: list[int]
    drawn: Sequence[Drawn] = field(repr=False)


def make_next(app: Flask, set_pages: Setter) -> bool:
    """Make the next part of the batch that has waited longest; False when none waits."""
    with app.app_context():
        part = take_part()
        session.commit()
        if part is None:
            return False
        printed = [drawn.slip for drawn in part.drawn]
        html = slips.page_of(printed, part.lease.expires_at) if printed else ""
    pages = set_pages(html) if html else b""
    with app.app_context():
        store(part, pages)
        session.commit()
    return True


def take_part() -> Part | None:
    """Take the next part and draw its codes; the caller commits."""
    lease = leases.take(config().lifetimes.counter_code)
    if lease is None:
        return None
    found = _next_people(lease) if _both_work(lease) else []
    kept = [(position, person) for position, person in found if person.why is None]
    leases.leave_out(lease, [person.person_id for _, person in found if person.why is not None])
    if not found:
        leases.leave_out_the_rest(lease)
    return Part(
        lease=lease,
        positions=[position for position, _ in kept],
        drawn=drawing.draw([person.person_id for _, person in kept], lease.scope),
    )


def store(part: Part, pages: bytes) -> None:
    """Keep a finished part, sealed, and let its codes open accounts; the caller commits.

    Nothing is kept of a part whose lease has passed on. Whoever may have no slip any more since
    it was drawn holds one that opens nothing.
    """
    if part.positions:
        if not leases.finish(part.lease, part.positions, pages):
            return
        people = [drawn.person_id for drawn in part.drawn]
        rows = session.connection().execute(FACTS.where(Person.id.in_(people)))
        near = _near_either(part.lease)
        still = [candidate(row, part.lease.scope, near) for row in rows]
        releasing.release(part.lease, part.drawn, [one for one in still if one.why is None])
    leases.close_if_done(part.lease)


def _next_people(lease: Lease) -> list[tuple[int, Candidate]]:
    rows = session.connection().execute(
        FACTS.add_columns(SlipLine.position)
        .join(SlipLine, SlipLine.person_id == Person.id)
        .where(SlipLine.batch_id == lease.batch_id, SlipLine.part.is_(None))
        .order_by(SlipLine.position)
        .limit(SLIPS_A_PART)
    )
    near = _near_either(lease)
    return [(row.position, candidate(row, lease.scope, near)) for row in rows]


def _both_work(lease: Lease) -> bool:
    return hands.still_works(lease.asked_by) and hands.still_works(lease.decided_by)


def _near_either(lease: Lease) -> frozenset[UUID]:
    """Return whom neither of the two may handle, as things are now."""
    both = session.execute(
        sa.select(StaffMember.person_id, StaffMember.full_name).where(
            StaffMember.id.in_((lease.asked_by, lease.decided_by))
        )
    )
    return frozenset().union(*(hands.all_near(member) for member in both))
