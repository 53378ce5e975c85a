"""`flask oversight …`: compare what the tables say with what the log says."""

import click
from flask.cli import AppGroup

from portal.kernel import months
from portal.kernel.months import CalendarMonth
from portal.oversight import reconciled

group = AppGroup("oversight", help="Those who watch.")


@group.command()
@click.argument("month")
def reconcile(month: str) -> None:
    """Compare the resets of MONTH (2026-11) with the log; fail when a step differs."""
    found = reconciled.differences(_named(month), None)
    for one in found:
        click.echo(f"{one.at.isoformat()} {one.event} {one.object_ref}: {one.kind}")
    if found:
        raise SystemExit(1)
    click.echo("table and log agree")


def _named(typed: str) -> CalendarMonth:
    month = months.named(typed)
    if month is None:
        raise click.BadParameter("a month that has begun, for example 2026-11")
    return month
