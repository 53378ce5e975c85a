"""Which parts a reader of the sharing pages may know of.

That somebody shares a private part tells as much as the part: a husband who reads that
his wife lets a doctor see "reproductive health" has learnt it. From 15 on, therefore,
nobody but the person reads, allows or is asked for the private parts (Law 91/2025/QH15,
article 24, for the young; a delegate was never given sight of them).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from portal.access.gate import Subject
from portal.access.private_grounds import knows_private_parts
from portal.consents.queries import ConsentLine
from portal.consents.request_queries import RequestLine
from portal.consents.sections import PLAIN, Section


def sections_for(subject: Subject) -> tuple[Section, ...]:
    """Return the parts this reader may share, and read of in what is shared."""
    return tuple(Section) if knows_private_parts(subject) else PLAIN


def consents_for(subject: Subject, lines: Iterable[ConsentLine]) -> Sequence[ConsentLine]:
    """Leave out what the reader may not know of, and consents that are nothing else."""
    return [cut for line in lines if (cut := consent_for(subject, line)) is not None]


def consent_for(subject: Subject, line: ConsentLine) -> ConsentLine | None:
    kept = _within(subject, line.sections)
    return replace(line, sections=kept) if kept else None


def requests_for(subject: Subject, lines: Iterable[RequestLine]) -> Sequence[RequestLine]:
    """Leave out the parts the reader may not know of, and requests that are nothing else."""
    return [cut for line in lines if (cut := request_for(subject, line)) is not None]


def request_for(subject: Subject, line: RequestLine) -> RequestLine | None:
    kept = _within(subject, line.sections)
    return replace(line, sections=kept) if kept else None


def _within(subject: Subject, sections: Sequence[Section]) -> tuple[Section, ...]:
    known = sections_for(subject)
    return tuple(section for section in sections if section in known)
