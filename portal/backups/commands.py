"""`flask backup …`: make one, prove one, bring one back.

Where the private key lies only `create` and `status` have nothing to do: they need none.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from portal.accounts.signed_in import config
from portal.audit import checkpoints
from portal.backups import drills, sealing
from portal.backups.creating import create as create_backup
from portal.backups.drilling import drill as drill_backup
from portal.backups.drills import Drill
from portal.backups.faults import BackupFailed
from portal.backups.folder import backups_in, forget_older
from portal.backups.restoring import restore as restore_backup
from portal.backups.standing import standing_of
from portal.backups.verifying import verify as verify_backup
from portal.kernel import clock
from portal.kernel.ending import clearing_away_at_the_end
from portal.kernel.logs import log

group = AppGroup("backup", help="Encrypted copies of the database, and proof that they open.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
identity_option = click.option(
    "--identity", type=FILE, help="The private key, instead of PORTAL_BACKUP_IDENTITY."
)


@group.command("new-key")
@click.argument("file", type=NEW_FILE)
def new_key(file: Path) -> None:
    """Write a new private key to FILE and print the public one for PORTAL_BACKUP_RECIPIENTS."""
    with _refusals():
        click.echo(sealing.new_key(file))


@group.command()
@click.option("--to", "into", type=FOLDER, help="Instead of PORTAL_BACKUPS.")
@click.option("--keep", type=click.IntRange(1), default=14, show_default=True)
def create(into: Path | None, keep: int) -> None:
    """Make a backup, and forget all but the newest --keep."""
    with _refusals():
        folder = _folder(into)
        path = create_backup(config(), checkpoints.own_file(), folder)
        forgotten = forget_older(folder, keep, clock.now())
    log.info("backup_made", count=path.stat().st_size)
    click.echo(f"{path.name}: {path.stat().st_size} bytes; {forgotten} older forgotten")


@group.command()
@click.argument("file", type=FILE)
@identity_option
def verify(file: Path, identity: Path | None) -> None:
    """Read FILE to its last byte and hold it against what it lists."""
    with _refusals():
        said = verify_backup(file, _identity(identity), config().backups.programs).manifest
    click.echo(
        f"whole: {said.kind} of {said.made_at:%Y-%m-%d %H:%M} UTC, "
        f"revision {said.figures.revision}, {sum(said.figures.rows.values())} rows, "
        f"{said.database.size} bytes"
    )


@group.command()
@click.argument("file", type=FILE)
@click.option("--to", "url", required=True, help="The address of an empty database.")
@click.option(
    "--checkpoints", "signed", type=NEW_FILE, help="Write the signed ends of the log there."
)
@identity_option
def restore(file: Path, url: str, signed: Path | None, identity: Path | None) -> None:
    """Put FILE into an empty database; a full one is refused."""
    with _refusals():
        unpacked = restore_backup(file, _identity(identity), url, config().backups.programs)
        if signed:
            signed.write_bytes(unpacked.checkpoints)
    log.info("backup_restored")
    click.echo(f"restored: {sum(unpacked.manifest.figures.rows.values())} rows, as counted before")


@group.command()
@click.argument("file", type=FILE, required=False)
@click.option("--at", "beside", help="A server for the scratch database, not the portal's own.")
@identity_option
def drill(file: Path | None, beside: str | None, identity: Path | None) -> None:
    """Restore FILE, or the newest backup, for trial; keep and tell how it went."""
    settings = config().backups
    with _refusals():
        path = file or _newest(_folder(None))
        server = beside or settings.database_url or config().database_url
        with clearing_away_at_the_end():
            done = drill_backup(path, _identity(identity), server, settings.programs)
        drills.keep(settings.folder or path.parent, done)
    log.info("backup_drilled", status="passed" if done.passed else "failed")
    _tell(done)
    if not done.passed:
        raise SystemExit(1)


@group.command()
def status() -> None:
    """List the backups and the newest drill; fail when either is too old or the drill failed."""
    with _refusals():
        folder, now = _folder(None), clock.now()
        for path in backups_in(folder, now):
            click.echo(f"{path.name}: {path.stat().st_size} bytes")
        standing = standing_of(folder, now)
    if standing.drill:
        _tell(standing.drill)
    faults = list(standing.faults(now))
    for fault in faults:
        click.echo(f"FAULT: {fault}")
    if faults:
        raise SystemExit(1)


def _tell(done: Drill) -> None:
    verdict = "passed" if done.passed else "FAILED"
    click.echo(f"drill of {done.backup}, {done.at:%Y-%m-%d %H:%M} UTC: {verdict}, {done.seconds} s")
    for finding in done.findings:
        click.echo(f"  {'ok   ' if finding.passed else 'FAULT'} {finding.what}: {finding.figure}")


def _folder(given: Path | None) -> Path:
    folder = given or config().backups.folder
    if folder is None:
        raise BackupFailed("no folder: PORTAL_BACKUPS is not set")
    return folder


def _newest(folder: Path) -> Path:
    made = backups_in(folder, clock.now())
    if not made:
        raise BackupFailed("there is no backup")
    return made[0]


def _identity(given: Path | None) -> Any:
    path = given or config().backups.identity
    if path is None:
        raise BackupFailed("no private key: --identity, or PORTAL_BACKUP_IDENTITY")
    return sealing.identity_from(path)


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell the operator in a sentence what went wrong."""
    try:
        yield
    except BackupFailed as fault:
        raise click.ClickException(str(fault)) from fault
    except OSError as fault:
        raise click.ClickException(fault.strerror or "the disk refused") from fault
    except sa.exc.ArgumentError as fault:
        raise click.ClickException("this is no address of a database") from fault
    except sa.exc.OperationalError as fault:
        raise click.ClickException("the database does not answer") from fault
