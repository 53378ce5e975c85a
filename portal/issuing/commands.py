"""`flask slips …`: making what two people asked for and allowed, and forgetting it."""

import threading
from contextlib import closing

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup

from portal.issuing import making, retention
from portal.kernel.db import session
from portal.kernel.ending import ended_by_signal
from portal.kernel.errors import TooBusy
from portal.kernel.logs import log
from portal.kernel.pdf import PdfWorker, SheetBroken

group = AppGroup("slips", help="Sign-in slips of residents.")
PAUSE_SECONDS = 2.0
PAUSE_AFTER_FAILURE_SECONDS = 5.0
# Nobody waits before a screen, so a busy machine may take longer; less than a lease lasts.
SECONDS_A_PART = 60.0


@group.command()
@click.option("--forever", is_flag=True, help="Go on until ended (SIGTERM ends after a part).")
def make(forever: bool) -> None:
    """Make the slips that are allowed; safe to run twice and beside another."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # each step its own
    if forever:
        make_forever(app, ended_by_signal())
        return
    with closing(PdfWorker(SECONDS_A_PART)) as worker:
        while making.make_next(app, worker.render):
            pass


def make_forever(app: Flask, ended: threading.Event) -> None:
    """Make until ended; a database that is away is waited for."""
    pause = 0.0
    with closing(PdfWorker(SECONDS_A_PART)) as worker:
        while not ended.wait(pause):
            pause = _step(app, worker)


def _step(app: Flask, worker: PdfWorker) -> float:
    """Make one part, or forget what ran out; return how long to wait then."""
    try:
        if making.make_next(app, worker.render):
            return 0.0
        with app.app_context():
            retention.tidy()
            session.commit()
    except (sa.exc.DBAPIError, SheetBroken, TooBusy) as failure:
        log.error("slips_not_made", error=type(failure).__name__)
        return PAUSE_AFTER_FAILURE_SECONDS
    return PAUSE_SECONDS


@group.command()
def tidy() -> None:
    """Erase slips that ran out; the maker does it all the time, this is for the night."""
    ended = retention.tidy()
    session.commit()
    click.echo(f"{ended} batches ended")
