"""`flask notifications …`: emptying the outbox."""

import json
import signal
import threading
from dataclasses import asdict

import click
from flask import current_app
from flask.cli import AppGroup

from portal.kernel.db import database
from portal.notifications import queries
from portal.notifications.channels import channel_for
from portal.notifications.sender import Counts, send_due

group = AppGroup("notifications", help="Messages waiting to leave.")
PAUSE_SECONDS = 1.0


@group.command()
@click.option("--forever", is_flag=True, help="Go on until ended (SIGTERM finishes the batch).")
@click.option("--json", "as_json", is_flag=True, help="Print the counts for machines.")
def send(forever: bool, as_json: bool) -> None:
    """Send what is due; safe to run twice and beside another sender."""
    channel = channel_for(current_app.extensions["portal.config"])
    ended = threading.Event()
    if forever:
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, lambda *_: ended.set())
    total = Counts()
    while True:
        done = send_due(database(), channel)
        total = Counts(*(a + b for a, b in zip(_numbers(total), _numbers(done), strict=True)))
        if not forever and not done.handled:
            break
        if forever and ended.wait(0 if done.handled else PAUSE_SECONDS):
            break
    if as_json:
        click.echo(json.dumps(asdict(total)))
    elif not forever:
        click.echo(f"{total.sent} sent, {total.later} later, {total.dead} dead", err=True)


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (counts.sent, counts.later, counts.dead, counts.dropped)


@group.command()
def dead() -> None:
    """List messages that never left."""
    for letter in queries.dead_letters():
        click.echo(
            f"{letter.id}  {letter.kind}  {letter.dead_at:%Y-%m-%d %H:%M}  "
            f"{letter.attempts} tries  {letter.last_error}"
        )
