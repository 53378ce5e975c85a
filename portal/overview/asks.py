"""Requests of clinicians that the resident may answer, for oneself and those one represents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for

from portal.access.gate import Subject
from portal.access.policy import Permission
from portal.consents import request_queries
from portal.consents.request_queries import RequestLine
from portal.kernel import clock
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.address import called
from portal.sharing import words
from portal.sharing.presentation import staff_avatar
from portal.sharing.private_parts import request_for


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request as home shows it."""

    id: str
    title: str
    avatar: str
    who: str
    sent: str
    url: str


def asks_of(family: Iterable[Subject]) -> Sequence[Ask]:
    """Return the requests that wait for the reader's answer, newest first."""
    answerable = {subject.id: subject for subject in family if subject.may(Permission.SHARE_RECORD)}
    waiting = request_queries.waiting_for(list(answerable), clock.now())
    return [
        _ask(line, answerable[line.person_id])
        for line in waiting
        if request_for(answerable[line.person_id], line) is not None
    ]


def _ask(line: RequestLine, subject: Subject) -> Ask:
    name = called(subject.full_name, subject.born, subject.sex, clock.today(), current_language())
    return Ask(
        id=f"ask-{line.id}",
        title=_(
            "%(title)s asks to see the record of %(name)s",
            title=line.staff_title or _("A clinician"),
            name=name,
        ),
        avatar=staff_avatar(line.staff_sex),
        who=f"{line.staff_name}, {line.facility_name}",
        sent=_("Sent at %(when)s", when=words.when(line.asked_at)),
        url=url_for("sharing.request", person_id=line.person_id, request_id=line.id),
    )
