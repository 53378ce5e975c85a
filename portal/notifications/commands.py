"""`flask notifications …`: emptying the outbox, and what never left it."""

import json
import threading
from dataclasses import asdict

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup

from portal.kernel.db import database
from portal.kernel.ending import ended_by_signal
from portal.kernel.logs import log
from portal.notifications import queries, retention
from portal.notifications.channels import channel_for
from portal.notifications.channels.delivery import Channel
from portal.notifications.sender import Counts, send_due

group = AppGroup("notifications", help="Messages waiting to leave.")
PAUSE_SECONDS = 1.0
PAUSE_AFTER_FAILURE_SECONDS = 5.0


@group.command()
@click.option("--forever", is_flag=True, help="Go on until ended (SIGTERM ends after a message).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts for machines.")
def send(forever: bool, as_json: bool) -> None:
    """Send what is due; safe to run twice and beside another sender."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # handed on
    total = send_forever(app, ended_by_signal()) if forever else _until_nothing_is_due(app)
    if as_json:
        click.echo(json.dumps(asdict(total)))
    else:
        click.echo(f"{total.sent} sent, {total.later} later, {total.dead} dead", err=True)


def _channel(app: Flask) -> Channel:
    return channel_for(app.extensions["portal.config"])


def _until_nothing_is_due(app: Flask) -> Counts:
    channel, total = _channel(app), Counts()
    while (done := send_due(database(), channel)).handled:
        total += done
    return total


def send_forever(app: Flask, ended: threading.Event) -> Counts:
    """Send until ended; a database that is away is waited for."""
    channel, total, pause = _channel(app), Counts(), 0.0
    while not ended.wait(pause):
        try:
            with app.app_context():
                done = send_due(database(), channel, ended=ended.is_set)
        except sa.exc.DBAPIError as failure:
            log.error("outbox_out_of_reach", error=type(failure).__name__)
            pause = PAUSE_AFTER_FAILURE_SECONDS
        else:
            total += done
            pause = 0.0 if done.handled else PAUSE_SECONDS
    return total


@group.command()
def tidy() -> None:
    """Delete the traces of messages that left or died over 30 days ago; run it daily."""
    click.echo(f"{retention.tidy(database())} deleted")


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print the list for machines.")
def dead(as_json: bool) -> None:
    """List messages that never left; whom they were for is erased."""
    letters = queries.dead_letters()
    if as_json:
        click.echo(json.dumps([asdict(letter) for letter in letters], default=str))
        return
    for letter in letters:
        click.echo(
            f"{letter.id}  {letter.kind}  {letter.dead_at:%Y-%m-%d %H:%M}  "
            f"{letter.attempts} tries  {letter.last_error}"
        )
