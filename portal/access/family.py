"""Everybody a resident may look after, as the gate lets them be seen."""

from collections.abc import Sequence

from portal.access.gate import Subject, still_a_minor
from portal.access.policy import Permission, basis_for
from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel import clock
from portal.people import queries
from portal.people.queries import Relative


def visible_family(asker: SignedIn, permission: Permission) -> Sequence[Subject]:
    """Return oneself and the minors one represents, youngest first, and write their lines.

    For pages that draw on several records at once; each record gets its own line.
    """
    relatives = [
        subject
        for relative in queries.represented_by(asker.person_id)
        if (subject := _as_subject(relative, permission)) is not None
    ]
    trail.note(
        *(
            Line(
                event=Event.RECORD_SEEN,
                about=subject.id,
                by=asker.actor,
                basis=subject.basis,
                section=permission.value,
            )
            for subject in relatives
        )
    )
    return relatives


def _as_subject(relative: Relative, permission: Permission) -> Subject | None:
    if relative.is_self:
        held = Basis.SELF
    elif still_a_minor(relative.born, clock.today()):
        held = Basis.REPRESENTATIVE
    else:
        return None
    basis = basis_for(permission, frozenset({held}))
    if basis is None:
        return None
    return Subject(
        id=relative.id,
        full_name=relative.full_name,
        sex=relative.sex,
        born=relative.born,
        deceased_on=None,
        basis=basis,
    )
