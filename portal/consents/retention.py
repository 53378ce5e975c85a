"""How long used and unused codes for the desk are kept: 30 days."""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.retention import KEPT
from portal.consents.request_models import DeskCode, DeskCodeSection
from portal.consents.sections import PLAIN
from portal.kernel import clock


def tidy() -> int:
    """Delete desk codes older than that; return how many went. The caller commits.

    A code for private parts alone stays: without it, its line in the log could no longer
    be kept from those who may not know of these parts.
    """
    is_old = DeskCode.expires_at < clock.now() - KEPT
    its_parts = DeskCodeSection.desk_code_id == DeskCode.id
    opens_plain = sa.exists().where(its_parts, DeskCodeSection.section.in_(PLAIN))
    old = sa.select(DeskCode.id).where(is_old, opens_plain)
    change(sa.delete(DeskCodeSection).where(DeskCodeSection.desk_code_id.in_(old)))
    return change(sa.delete(DeskCode).where(is_old, ~sa.exists().where(its_parts)))
