"""One request in words: who asks for what, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.access.gate import Subject
from portal.consents.request_models import Answer
from portal.consents.request_queries import RequestLine
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.i18n import current_language, ngettext
from portal.kernel.i18n import gettext as _
from portal.people.address import called
from portal.sharing import words
from portal.sharing.presentation import staff_avatar


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as its page shows it."""

    subject: Subject
    request: RequestLine
    title: str
    who: str
    avatar: str
    sent: str
    sections: Sequence[Section]
    sections_label: str
    agree: str
    until: str
    silence: str
    whole: bool


def asked(subject: Subject, line: RequestLine, sections: Sequence[Section]) -> Asked:
    """Write a request out, with the parts it may be granted for."""
    name = called(subject.full_name, subject.born, subject.sex, clock.today(), current_language())
    whole = len(sections) == len(line.sections)
    until = words.end_soon(line.opens_until)
    return Asked(
        subject=subject,
        request=line,
        title=_("Somebody asks to see the record of %(name)s", name=name),
        who=words.with_title(line.staff_title, line.staff_name),
        avatar=staff_avatar(line.staff_sex),
        sent=_("Sent at %(when)s", when=words.when(line.asked_at)),
        sections=sections,
        sections_label=_asks(len(sections)) if whole else _chosen(len(sections)),
        agree=_agree(len(sections), whole),
        until=_("Until %(until)s", until=until),
        silence=_("No answer before %(time)s counts as no.", time=words.deadline(line.answer_by)),
        whole=whole,
    )


def _asks(count: int) -> str:
    return ngettext("Asks for %(num)s part", "Asks for %(num)s parts", count)


def _chosen(count: int) -> str:
    return ngettext("Only %(num)s part chosen", "Only %(num)s parts chosen", count)


def _agree(count: int, whole: bool) -> str:
    if whole and count > 1:
        return ngettext("Agree to all %(num)s part", "Agree to all %(num)s parts", count)
    return ngettext("Agree to %(num)s part", "Agree to %(num)s parts", count)


def became(line: RequestLine) -> str:
    """Say what became of a request that no longer waits."""
    if line.answer is Answer.AGREED:
        return _("This request was agreed to already.")
    if line.answer is Answer.REFUSED:
        return _("This request was refused already.")
    if line.answer is Answer.WITHDRAWN:
        return _("The clinician has withdrawn this request.")
    until = words.end_in_full(line.answer_by)
    return _("The time for an answer is over: %(until)s. That counts as no.", until=until)
