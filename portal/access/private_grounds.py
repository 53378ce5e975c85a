"""Lines of the log that tell of private parts alone, which representatives do not read.

Whoever reads that a doctor may see something, and does not find it in the list of what is
shared, has learnt that it is private. From 15 on, therefore, a consent, a request or a
code for nothing but private parts leaves no line for anybody but the person, and neither
do the looks that rest on it (Law 91/2025/QH15, article 24, for the young; a delegate was
never given sight of them).
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.access.gate import Subject
from portal.audit.models import AuditLine
from portal.consents.models import Consent, ConsentSection
from portal.consents.request_models import (
    AccessRequest,
    DeskCode,
    DeskCodeSection,
    RequestSection,
)
from portal.consents.sections import PLAIN
from portal.kernel import clock
from portal.people.private_life import may_keep_to_oneself

Column = InstrumentedAttribute[Any]


def knows_private_parts(subject: Subject) -> bool:
    """Say whether this reader may know which private parts are shared."""
    return subject.is_self or not may_keep_to_oneself(subject.born, clock.today())


def tells_of_private_parts_alone() -> sa.ColumnElement[bool]:
    """Say that a line names, or rests on, what shares private parts and nothing else."""
    secret = sa.union_all(
        _without_plain("consent", Consent.id, Consent.person_id, ConsentSection.consent_id),
        _without_plain(
            "request", AccessRequest.id, AccessRequest.person_id, RequestSection.request_id
        ),
        _without_plain("desk_code", DeskCode.id, DeskCode.person_id, DeskCodeSection.desk_code_id),
    )
    return sa.or_(
        _plain_digits(AuditLine.object_ref).in_(secret),
        _plain_digits(AuditLine.ground_ref).in_(secret),
    )


def _without_plain(kind: str, key: Column, owner: Column, parent: Column) -> sa.Select[Any]:
    """Select the references to rows of one kind of which no part is plain."""
    parts = parent.class_
    return sa.select(sa.literal(f"{kind}:") + _plain_digits(sa.cast(key, sa.String))).where(
        owner == sa.bindparam("person_id"),
        ~sa.exists().where(parent == key, parts.section.in_(PLAIN)),
    )


def _plain_digits(text: Any) -> sa.ColumnElement[str]:
    """Write an id alike on both databases; only one of them stores its hyphens."""
    return sa.func.replace(sa.func.coalesce(text, ""), "-", "")
