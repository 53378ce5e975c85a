"""`flask resets …`: what time does to resets."""

import click
from flask.cli import AppGroup

from portal.kernel.db import session
from portal.resets import retention
from portal.resets.lapsing import lapse

group = AppGroup("resets", help="Moving accounts to another phone.")


@group.command()
def tidy() -> None:
    """End what has run out, and delete old traces of telling; safe to run every night."""
    ended, deleted = lapse(), retention.tidy()
    session.commit()
    click.echo(f"{ended} resets ended, {deleted} rows deleted")
