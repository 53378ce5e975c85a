"""Bringing a database to the newest schema, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from portal.kernel.db import Base, take_time

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings from pyproject.toml, bound to a connection."""
    settings = Config(toml_file=str(ROOT / "pyproject.toml"))
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision."""
    take_time(connection)
    command.upgrade(alembic_config(connection), revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Run the migrations down to a revision."""
    take_time(connection)
    command.downgrade(alembic_config(connection), revision)


def write_revision(connection: Connection, sentence: str) -> None:
    """Write a migration from the difference between the models and this database."""
    command.revision(alembic_config(connection), sentence, autogenerate=True)


def at_head(connection: Connection) -> bool:
    """Say whether the database has the newest revision."""
    heads = ScriptDirectory.from_config(alembic_config()).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(heads)


def serves(connection: Connection) -> bool:
    """Say whether this code can work here: nothing it knows of is missing.

    A revision it never heard of was made by the next version, which expands first: both run.
    """
    scripts = ScriptDirectory.from_config(alembic_config())
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    return bool(current) and set(current) & known <= set(scripts.get_heads())


def pending(connection: Connection, target: str = "head") -> list[str]:
    """Return the revisions between this database and a target, the oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    current = MigrationContext.configure(connection).get_current_revision()
    missing = scripts.iterate_revisions(target, current or "base")
    return [script.revision for script in missing][::-1]


def differences(connection: Connection) -> list[object]:
    """Return what the models have and the migrated database has not, or the reverse."""
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return list(compare_metadata(context, Base.metadata))
