"""`flask clinic …`: what the clinicians' workspace leaves behind."""

import click
from flask.cli import AppGroup

from portal.consents import retention
from portal.finding import services as search_services
from portal.kernel.db import session

group = AppGroup("clinic", help="The clinicians' workspace.")


@group.command()
def tidy() -> None:
    """Delete searches that ran out and desk codes older than 30 days; run it every night."""
    deleted = search_services.tidy() + retention.tidy()
    session.commit()
    click.echo(f"{deleted} rows deleted")
