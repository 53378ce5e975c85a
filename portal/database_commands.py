"""`flask db …`, and `flask prepare` for a development start."""

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from portal.interop.demo import people as demo_people
from portal.interop.demo.services import load_if_empty
from portal.kernel import grants, migrating, migrations
from portal.kernel.db import database, make_engine

group = AppGroup("db", help="The schema of the database.")


@group.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to a revision (the newest), also while it is used."""
    migrating.upgrade(database(), revision)


@group.command()
def served() -> None:
    """Fail where the database lacks a revision this version knows; asked before each start.

    A newer schema is fine. So is a database that is away: the pages say so until it is back.
    """
    try:
        with database().engine.connect() as connection:
            serves = migrations.serves(connection)
    except OperationalError:
        click.echo("the database is away", err=True)
        return
    if not serves:
        raise click.ClickException("the database lacks a revision: flask --app wsgi db upgrade")


@group.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to a revision."""
    with database().engine.begin() as connection:
        migrations.downgrade(connection, revision)


@group.command()
@click.argument("role")
def grant(role: str) -> None:
    """Let the portal's role work with the tables, and refuse it what their triggers refuse.

    Run it after each upgrade, as the role that owns the tables (PostgreSQL only).
    """
    if database().is_sqlite:
        raise click.ClickException("SQLite knows no roles")
    with database().engine.begin() as connection:
        grants.grant(connection, role)
    click.echo(f"{role} may do what the portal does")


@group.command()
def check() -> None:
    """Fail when the models and the migrations differ."""
    engine = make_engine("sqlite://")
    with engine.begin() as connection:
        migrations.upgrade(connection)
        found = migrations.differences(connection)
    for difference in found:
        click.echo(str(difference))
    if found:
        raise SystemExit(1)
    click.echo("models and migrations agree")


@group.command()
@click.argument("sentence")
def revision(sentence: str) -> None:
    """Write a migration named by a sentence, from the models."""
    engine = make_engine("sqlite://")
    with engine.begin() as connection:
        migrations.upgrade(connection)
        migrations.write_revision(connection, sentence)


@click.command()
def prepare() -> None:
    """Migrate, load the demo commune into an empty database, and say who can sign in."""
    with database().engine.connect() as connection:
        ready = sa.inspect(connection).has_table("alembic_version") and migrations.at_head(
            connection
        )
    if not ready:
        with database().engine.begin() as connection:
            migrations.upgrade(connection)
    load_if_empty(current_app.extensions["portal.config"].instance / "demo")
    demo_people.announce()
