"""Representations and namings in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for

from portal.access.policy import Scope
from portal.access.residents import Resident
from portal.consents.codes import TRIES
from portal.desk.models import Presence
from portal.desk.namings import codes
from portal.desk.namings.queries import Naming
from portal.desk.namings.wish import end_of
from portal.desk.resident_page import in_force, until_when
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.representation import lines
from portal.representation.models import RepresentationKind
from portal.resets.counter.timeline import Stop
from portal.sharing import words
from portal.sharing.representatives.presentation import may, scopes_of
from portal.staff.signed_in import SignedInStaff


@dataclass(frozen=True, kw_only=True)
class Current:
    """One representation in force."""

    name: str
    until: str
    may: str
    end_url: str


def current_of(resident: Resident) -> list[Current]:
    """Return who acts for a person now."""
    return [
        Current(
            name=line.representative.full_name,
            until=until_when(line),
            may=may(scopes_of(line)),
            end_url=url_for(
                "desk.end_representative", person_id=resident.id, representation_id=line.id
            ),
        )
        for line in in_force(lines.representatives_of(resident.id))
    ]


@dataclass(frozen=True, kw_only=True)
class NamingPage:
    """One naming: what was said, and how it can go on."""

    who: str
    kind: str
    may: str
    until: str
    known: str
    asked: str
    waits: bool
    has_code: bool
    waits_for_colleague: bool
    is_begun: bool


def page_of(naming: Naming) -> NamingPage:
    """Put a naming into words."""
    now, language = clock.now(), current_language()
    ends_at = end_of(naming.months, naming.asked_at)
    day = formats.day(words.last_day(ends_at), language=language) if ends_at else ""
    known = _("Both were here, their identity cards were compared")
    if naming.presence is Presence.DOCUMENT:
        known = _("Document: %(document)s", document=naming.document or "")
    return NamingPage(
        who=naming.representative_name,
        kind=naming.kind.label,
        may=may(_scopes(naming)),
        until=day or _("Until the 18th birthday"),
        known=known,
        asked=_asked(naming),
        waits=naming.waits(now),
        has_code=naming.has_code and now < naming.asked_at + codes.LIVES and naming.tries < TRIES,
        waits_for_colleague=not naming.has_code,
        is_begun=naming.representation_id is not None,
    )


def _asked(naming: Naming) -> str:
    at = formats.moment(naming.asked_at, language=current_language())
    return _("%(name)s, %(at)s", name=naming.asker_name, at=at)


def _scopes(naming: Naming) -> list[Scope]:
    given = {Scope.SEE: naming.sees, Scope.CONSENT: naming.consents, Scope.PAY: naming.pays}
    return [scope for scope, is_given in given.items() if is_given]


def planned(staff: SignedInStaff, *, of_a_child: bool) -> list[Stop]:
    """Return the steps of a naming that is being taken down."""
    return [
        Stop(state="due", title=_("%(name)s takes the wish down", name=staff.name_with_title)),
        *_to_come("not_yet", by_code=not of_a_child),
    ]


def stops(naming: Naming) -> list[Stop]:
    """Return the steps of a naming, taken and to come."""
    at = formats.moment(naming.asked_at, language=current_language())
    taken = _("%(name)s took the wish down", name=naming.asker_name)
    return [
        Stop(state="done", title=taken, says=(at,)),
        *_to_come(_state(naming), by_code=naming.kind is RepresentationKind.DELEGATE),
    ]


def _state(naming: Naming) -> str:
    if naming.representation_id is not None:
        return "done"
    return "waits" if naming.waits(clock.now()) else "cannot"


def _to_come(state: str, *, by_code: bool) -> Iterator[Stop]:
    if by_code:
        yield Stop(
            state=state,
            title=_("The person says yes a second time"),
            says=(
                _("They read out the code that came to their own phone."),
                _("No phone of their own? A colleague hears them and agrees."),
            ),
        )
    else:
        yield Stop(
            state=state,
            title=_("A colleague reads the document and agrees"),
            says=(_("Another account. Nobody agrees for their own family."),),
        )
    yield Stop(
        state="done" if state == "done" else "not_yet",
        title=_("Both are told by SMS"),
        says=(_("Either may end it at any time, here too."),),
    )
