"""A log without chains: the same columns and indexes, plain inserts."""

import sqlalchemy as sa

from portal.audit.models import LINES

CHAINED = ("chain", "position", "previous", "hash")
PLAIN = sa.Table(
    "plain_line",
    sa.MetaData(),
    *(column._copy() for column in LINES.c if column.name not in CHAINED),
    sa.Index("ix_plain_line_person_id", "person_id", "at", "seq"),
    sa.Index("ix_plain_line_account_id", "account_id", "at"),
    sqlite_autoincrement=True,
)
