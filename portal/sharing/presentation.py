"""Consents, requests and blocks as the list shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from portal.access.gate import Subject, still_a_minor
from portal.access.policy import Permission
from portal.consents.kinds import EndReason, GrantedAs
from portal.consents.queries import BlockLine, ConsentLine
from portal.consents.request_queries import RequestLine
from portal.consents.sections import Section
from portal.emergency.queries import OpeningLine
from portal.kernel import clock, formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.address import called
from portal.people.kinds import Sex
from portal.sharing import agreements, words
from portal.sharing.representatives.presentation import RepresentationCard

ENDED = {
    EndReason.STOPPED: _l("Stopped"),
    EndReason.STOPPED_BY_REPRESENTATIVE: _l("Stopped by a representative"),
    EndReason.BLOCKED: _l("Shut out"),
    EndReason.REPLACED: _l("Replaced by a newer one"),
    EndReason.CLOSED_BY_CLINICIAN: _l("Closed by the clinician"),
}


@dataclass(frozen=True, kw_only=True)
class WaitingCard:
    """A request that waits for its answer."""

    id: str
    who: str
    avatar: str
    place: str
    asked: str
    answer_by: str
    url: str


@dataclass(frozen=True, kw_only=True)
class ConsentCard:
    """Somebody who may see, or might: with what, until when, and how to stop it."""

    id: str
    who: str
    avatar: str
    place: str
    sections: str
    purpose: str
    given_by: str
    until_label: str
    until: str
    days_left: str
    stop_url: str
    block_url: str


@dataclass(frozen=True, kw_only=True)
class OverCard:
    """A consent that no longer holds."""

    id: str
    who: str
    avatar: str
    place: str
    sections: str
    given_by: str
    given: str
    state: str
    ended: str
    by_time: bool


@dataclass(frozen=True, kw_only=True)
class OpeningCard:
    """Somebody who opened the record in an emergency, and still sees it."""

    id: str
    who: str
    place: str
    reason: str
    until: str
    block_url: str


@dataclass(frozen=True, kw_only=True)
class BlockCard:
    """Somebody shut out."""

    id: str
    who: str
    avatar: str
    place: str
    since: str
    lift_url: str


def staff_avatar(sex: Sex | None) -> str:
    return "staff_woman" if sex is Sex.FEMALE else "staff_man"


def plain(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if not section.is_sensitive]


def private(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if section.is_sensitive]


def child_is_asked(subject: Subject) -> str:
    """Return the sentence a representative ticks for a child who must be asked, or nothing."""
    if not agreements.child_is_asked(subject):
        return ""
    name = called(subject.full_name, subject.born, subject.sex, clock.today(), current_language())
    return _("%(name)s was asked and agrees", name=words.first_letter_up(name))


def listed(sections: Iterable[Section], joint: str = ", ") -> str:
    """Name sections in one line: the first with a capital, the others without."""
    labels = [section.label for section in sections]
    return joint.join(labels[:1] + [label[:1].lower() + label[1:] for label in labels[1:]])


def _grantee(line: ConsentLine) -> tuple[str, str, str]:
    """Return who may see, the drawing and the place below."""
    if line.staff_id is None:
        return line.facility_name or "", "clinician", _("Every clinician who works there")
    who = words.with_title(line.staff_title or "", line.staff_name or "")
    return who, staff_avatar(line.staff_sex), line.facility_name or ""


def _given_by(line: ConsentLine) -> str:
    """Name who allowed it, where it was not the owner of the record by their own phone."""
    if line.granted_as is GrantedAs.REPRESENTATIVE:
        return line.granted_by_name or _("A representative, by key card")
    return line.channel.label if line.granted_as is GrantedAs.WITNESSED else ""


def waiting_cards(requests: Iterable[RequestLine]) -> list[WaitingCard]:
    return [
        WaitingCard(
            id=f"request-{line.id}",
            who=words.with_title(line.staff_title, line.staff_name),
            avatar=staff_avatar(line.staff_sex),
            place=line.facility_name,
            asked=_("Sent at %(when)s", when=words.when(line.asked_at)),
            answer_by=_("Answer before %(time)s", time=words.deadline(line.answer_by)),
            url=url_for("sharing.request", person_id=line.person_id, request_id=line.id),
        )
        for line in requests
    ]


def consent_cards(lines: Iterable[ConsentLine], person_id: UUID) -> list[ConsentCard]:
    return [_consent_card(line, person_id) for line in lines]


def _consent_card(line: ConsentLine, person_id: UUID) -> ConsentCard:
    who, avatar, place = _grantee(line)
    whole_day = words.ends_with_a_day(line.valid_until)
    return ConsentCard(
        id=f"consent-{line.id}",
        who=who,
        avatar=avatar,
        place=place,
        sections=listed(line.sections),
        purpose=line.purpose.label,
        given_by=_given_by(line),
        until_label=_("Until the end of") if whole_day else _("Until"),
        until=formats.day(words.last_day(line.valid_until), language=current_language())
        if whole_day
        else words.end_soon(line.valid_until),
        days_left=f"– {words.days_left(line.valid_until)}" if whole_day else "",
        stop_url=url_for("sharing.stop", person_id=person_id, consent_id=line.id),
        block_url=url_for("sharing.block", person_id=person_id, staff_id=line.staff_id)
        if line.staff_id
        else "",
    )


def over_cards(lines: Iterable[ConsentLine]) -> list[OverCard]:
    return [_over_card(line) for line in lines]


def _over_card(line: ConsentLine) -> OverCard:
    who, avatar, place = _grantee(line)
    return OverCard(
        id=f"consent-{line.id}",
        who=who,
        avatar=avatar,
        place=place,
        sections=listed(line.sections),
        given_by=_given_by(line),
        given=words.when(line.granted_at),
        state=str(ENDED[line.end_reason]) if line.end_reason else _("Ran out"),
        ended=words.when(line.ended_at or line.valid_until),
        by_time=line.end_reason is None,
    )


def opening_cards(lines: Iterable[OpeningLine], shut_out: Iterable[UUID]) -> list[OpeningCard]:
    """Show the emergency openings that run now; those of people shut out do not."""
    now, closed_to = clock.now(), set(shut_out)
    return [
        OpeningCard(
            id=f"emergency-{line.id}",
            who=words.with_title(line.staff_title, line.staff_name),
            place=line.facility_name,
            reason=line.reason.label,
            until=words.first_letter_up(words.end_soon(line.closes_at)),
            block_url=url_for("sharing.block", person_id=line.person_id, staff_id=line.staff_id),
        )
        for line in lines
        if line.closed_at is None and now < line.closes_at and line.staff_id not in closed_to
    ]


def may_lift(subject: Subject) -> bool:
    """Say whether the reader may let somebody in again who is shut out.

    The person may, and whoever answers for a minor; a delegate does not undo what the
    person wants never to happen.
    """
    may_share = subject.may(Permission.SHARE_RECORD)
    return may_share and (subject.is_self or still_a_minor(subject.born, clock.today()))


def block_cards(lines: Iterable[BlockLine], subject: Subject) -> list[BlockCard]:
    lifts = may_lift(subject)
    return [
        BlockCard(
            id=f"blocked-{line.id}",
            who=words.with_title(line.title, line.full_name),
            avatar=staff_avatar(line.sex),
            place=line.facility_name,
            since=words.when(line.blocked_at),
            lift_url=url_for("sharing.lift", person_id=subject.id, staff_id=line.id)
            if lifts
            else "",
        )
        for line in lines
    ]


@dataclass(frozen=True, kw_only=True)
class SharingPage:
    """The whole list."""

    subject: Subject
    waiting: Sequence[WaitingCard]
    openings: Sequence[OpeningCard]
    allowed: Sequence[ConsentCard]
    acting: Sequence[RepresentationCard]
    blocked: Sequence[BlockCard]
