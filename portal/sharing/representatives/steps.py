"""The four pages of naming: where each is, and what an address brings along."""

from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for

from portal.access.gate import Subject
from portal.kernel import clock
from portal.kernel.i18n import current_language
from portal.people.address import called
from portal.representation import candidates, lines
from portal.representation.candidates import Candidate
from portal.representation.rules import State, is_minor
from portal.sharing import words
from portal.sharing.representatives import draft as drafts
from portal.sharing.representatives.draft import Naming


@dataclass(frozen=True, kw_only=True)
class Step:
    """A page of the four, with what was chosen before it."""

    subject: Subject
    naming: Naming
    chosen: Candidate

    @property
    def called(self) -> str:
        one = self.chosen
        name = called(one.full_name, one.born, one.sex, clock.today(), current_language())
        return words.first_letter_up(name)

    def url(self, endpoint: str) -> str:
        """Return the address of another page with the same choices."""
        return address(endpoint, self.subject, self.naming)


def grown(subject: Subject) -> None:
    """Answer 404 to the young: until 18 a parent or guardian acts, and names nobody."""
    if is_minor(subject.born, clock.today()):
        abort(404)


def step_of(subject: Subject, text: str, *, with_scopes: bool = False) -> Step:
    """Read an address; answer 404 to one that is not ours, or that skips a page."""
    grown(subject)
    naming = drafts.unseal(text, person_id=subject.id)
    if naming is None or (with_scopes and not naming.scopes):
        abort(404)
    chosen = candidates.of_id(naming.representative_id, clock.today())
    if chosen is None:
        abort(404)
    return Step(subject=subject, naming=naming, chosen=chosen)


def address(endpoint: str, subject: Subject, naming: Naming) -> str:
    """Return the address of a page that goes on with these choices."""
    sealed = drafts.seal(naming, person_id=subject.id)
    return url_for(endpoint, person_id=subject.id, draft=sealed)


def acts_already(person_id: UUID, representative_id: UUID) -> bool:
    """Say whether this pair is in force."""
    now = clock.now()
    return any(
        line.representative.id == representative_id and line.state(now) is State.HOLDS
        for line in lines.representatives_of(person_id)
    )
