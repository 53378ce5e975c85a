"""`flask security selfcheck`: one line for each thing looked at; 1 when one is a fault."""

import json
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from portal.accounts.signed_in import config
from portal.audit import checkpoints
from portal.config import ROOT
from portal.kernel import clock
from portal.kernel.db import database
from portal.kernel.logs import log
from portal.selfcheck import files, habits, installed, settings, tables
from portal.selfcheck.verdicts import Grade, Verdict

group = AppGroup("security", help="Is this installation as safe as it has to be?")


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def selfcheck(*, as_json: bool) -> None:
    """Look at settings, files, rights, backups and habits; fail on a fault."""
    found = list(_everything())
    if as_json:
        said = [{"what": each.what, "grade": each.grade, "why": each.why} for each in found]
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
    else:
        for verdict in found:
            click.echo(_line(verdict))
    faults = sum(verdict.grade is Grade.FAULT for verdict in found)
    log.info("selfcheck", count=faults)
    if faults:
        raise SystemExit(1)


def _line(verdict: Verdict) -> str:
    return f"{verdict.grade:<6} {verdict.what}" + (f": {verdict.why}" if verdict.why else "")


def _everything() -> Iterator[Verdict]:
    own, now = config(), clock.now()
    yield from settings.of_config(own)
    yield from settings.of_flask(current_app.config, debug=current_app.debug)
    yield from files.of_files(own)
    yield from habits.of_backups(own, now)
    yield from habits.of_log(checkpoints.own_file(), now)
    with database().engine.connect() as connection:
        yield from tables.of_tables(connection)
        yield from habits.of_clock(connection)
    yield from tables.of_backups_role(own.backups.database_url)
    yield from installed.of_packages(ROOT / "requirements.lock")
    yield from installed.of_tables_of_words(ROOT / "portal")
