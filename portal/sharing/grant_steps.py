"""The four pages of a consent: where each is, and what an address brings along."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, url_for

from portal.access.gate import Subject
from portal.accounts.signed_in import current_resident
from portal.kernel import clock
from portal.kernel.i18n import gettext as _
from portal.sharing import draft as drafts
from portal.sharing.draft import Draft
from portal.sharing.grantees import Grantee, grantee


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of the four, with what was chosen before it."""

    subject: Subject
    draft: Draft
    grantee: Grantee

    def url(self, endpoint: str) -> str:
        """Return the address of another page with the same choices."""
        return address(endpoint, self.subject.id, self.draft)


def step_of(subject: Subject, text: str) -> Step:
    """Read an address; answer 404 to one that is not ours or whose grantee is gone."""
    draft = opened(subject.id, text)
    chosen = grantee(
        subject.id, clock.today(), staff_id=draft.staff_id, facility_code=draft.facility_code
    )
    if chosen is None:
        abort(404)
    return Step(subject=subject, draft=draft, grantee=chosen)


def opened(person_id: UUID, text: str) -> Draft:
    """Read the choices of an address; answer 404 when they are not ours.

    Choices too old lead back to the list, to begin anew.
    """
    account_id = current_resident().account_id
    draft = drafts.unseal(text, account_id=account_id, person_id=person_id)
    if draft is None:
        abort(404)
    if draft.is_too_old:
        flash(_("This was chosen too long ago. Begin again"))
        abort(redirect(url_for("sharing.sharing", person_id=person_id), 303))
    return draft


def address(endpoint: str, person_id: UUID, draft: Draft, **values: Any) -> str:
    """Return the address of a page that goes on with these choices."""
    sealed = drafts.seal(draft, account_id=current_resident().account_id, person_id=person_id)
    return url_for(endpoint, person_id=person_id, draft=sealed, **values)
