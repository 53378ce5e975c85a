"""Everybody a resident may look after, as the gate lets them be seen."""

from collections.abc import Sequence

from portal.access.gate import Subject, ground_ref, scopes_held
from portal.access.policy import Permission, residents_basis
from portal.accounts.signed_in import SignedIn
from portal.audit import trail
from portal.audit.events import Event
from portal.audit.heads import head_from
from portal.audit.trail import Line
from portal.kernel import clock
from portal.representation.queries import Acting, acted_for_by


def visible_family(asker: SignedIn, permission: Permission) -> Sequence[Subject]:
    """Return oneself and everybody one represents, youngest first, and write their lines.

    For pages that draw on several records at once; each record gets its own line.
    """
    found = [
        (acting, subject)
        for acting in acted_for_by(asker.person_id, clock.now())
        if (subject := _as_subject(acting, asker, permission)) is not None
    ]
    trail.note(
        *(
            Line(
                event=Event.RECORD_SEEN,
                about=subject.id,
                by=asker.actor,
                basis=subject.basis,
                section=permission.value,
                ground_ref=ground_ref(subject.representation_id),
            )
            for _, subject in found
        ),
        heads={acting.id: head_from(acting.head_position, acting.head_hash) for acting, _ in found},
    )
    return [subject for _, subject in found]


def _as_subject(acting: Acting, asker: SignedIn, permission: Permission) -> Subject | None:
    is_self = acting.id == asker.person_id
    scopes = scopes_held(acting, acting.born, clock.today())
    basis = residents_basis(permission, is_self=is_self, scopes=scopes)
    if basis is None:
        return None
    return Subject(
        id=acting.id,
        full_name=acting.full_name,
        sex=acting.sex,
        born=acting.born,
        deceased_on=None,
        basis=basis,
        scopes=scopes,
        representation_id=None if is_self else acting.representation_id,
    )
