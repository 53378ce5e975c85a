"""What the database itself refuses, and to whom."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.kernel import migrations
from portal.kernel.db import make_engine
from portal.selfcheck.verdicts import Verdict, verdicts

# Rows that are written once; the triggers of the migrations hold them.
KEPT = (
    "audit_line",
    "ledger_move",
    "consent",
    "consent_section",
    "consent_end",
    "kept_visit",
    "written_entry",
    "fee_receipt",
)
CHANGES = ("UPDATE", "DELETE")
SEPARATE = ("audit_line", "ledger_move")  # the portal's role has no right to change them at all
_GUARDS = {
    "sqlite": "SELECT upper(sql) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table",
    "postgresql": """
        SELECT upper(pg_get_triggerdef(oid)) FROM pg_trigger
        WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal AND tgenabled <> 'D'
    """,
}
_MAY = sa.text("SELECT has_table_privilege(current_user, :table, :right)")
_ROLE = sa.text(
    "SELECT rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
)
_OWNS = sa.text(
    "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = to_regclass(:table)"
)


def of_tables(connection: Connection) -> Iterator[Verdict]:
    """Judge schema, triggers and the rights of the role the portal has."""
    at_head = migrations.at_head(connection)
    yield from verdicts("migrations", [] if at_head else ["not at head: flask db upgrade"])
    yield from verdicts("triggers", _unguarded(connection))
    if connection.dialect.name == "postgresql":
        yield from verdicts("rights of the role", _rights(connection))
        yield from verdicts("role", _role(connection, "the portal's role"))


def of_backups_role(address: str) -> Iterator[Verdict]:
    """Judge the role backups are made with: its word stands where the pages can read it."""
    if not address or address.startswith("sqlite"):
        return
    engine = make_engine(address)
    try:
        with engine.connect() as connection:
            found = list(_role(connection, "the role of the backups"))
    except sa.exc.OperationalError:
        found = ["the database of PORTAL_BACKUP_DATABASE_URL does not answer"]
    finally:
        engine.dispose()
    yield from verdicts("role of the backups", found)


def _unguarded(connection: Connection) -> Iterator[str]:
    asked = sa.text(_GUARDS[connection.dialect.name])
    for table in KEPT:
        guards = connection.execute(asked, {"table": table}).scalars().all()
        for verb in CHANGES:
            if not any(_hears(guard, verb) for guard in guards):
                yield f"nothing refuses {verb} on {table}"


def _hears(guard: str, verb: str) -> bool:
    head = guard.split(" ON ", 1)[0]
    return "BEFORE" in head and verb in head


def _rights(connection: Connection) -> Iterator[str]:
    for table in SEPARATE:
        for right in (*CHANGES, "TRUNCATE"):
            if connection.execute(_MAY, {"table": table, "right": right}).scalar_one():
                yield f"the portal's role may {right} {table}: give it SELECT and INSERT only"


def _role(connection: Connection, name: str) -> Iterator[str]:
    if connection.execute(_ROLE).scalar_one():
        yield f"{name} is a superuser or may make roles"
    for table in SEPARATE:
        if connection.execute(_OWNS, {"table": table}).scalar():
            yield f"{name} owns {table}, so it could take its triggers away"
