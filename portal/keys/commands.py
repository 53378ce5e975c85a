"""`flask keys …`: a new key in the place of an old one, without stopping the portal.

add, activate, rotate, and a day later remove. On several machines the ring is brought to all
of them after `add`, and again after `activate`: a key is known before anybody seals with it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from portal.kernel import crypto
from portal.kernel.db import database, take_time
from portal.kernel.keyring import KeyRing
from portal.kernel.logs import log
from portal.keys import ring_file
from portal.keys.counting import rows_by_key, sealed_with
from portal.keys.rotating import rotate as rotate_rows

group = AppGroup("keys", help="The keys that seal identifiers, phones and addresses.")
MOST_AT_ONCE = 5_000


@group.command()
def status() -> None:
    """Say which keys there are, and how many values of each column they open."""
    ring = crypto.ring()
    click.echo(f"keys: {', '.join(map(str, ring.ids))}; key {ring.active} seals")
    with database().transaction() as connection:
        take_time(connection)
        counted = rows_by_key(connection)
    for label, rows in counted.items():
        said = ", ".join(f"key {kid}: {count}" for kid, count in sorted(rows.items()))
        click.echo(f"  {label}: {said or 'empty'}")
    older = sum(
        count for rows in counted.values() for kid, count in rows.items() if kid != ring.active
    )
    click.echo(f"{older} values are sealed with an older key")


@group.command()
def add() -> None:
    """Add a key to the ring; nobody seals with it before `activate`."""
    with _refusals():
        ring = _used(ring_file.add(ring_file.path_of(crypto.ring())))
    click.echo(
        f"key {max(ring.ids)} is known; key {ring.active} seals. Keep a copy of the ring apart"
    )


@group.command()
@click.argument("kid", type=int)
def activate(kid: int) -> None:
    """Seal with key KID from now on, in every process."""
    with _refusals():
        ring = _used(ring_file.activate(ring_file.path_of(crypto.ring()), kid))
    log.info("key_activated", count=kid)
    click.echo(f"key {ring.active} seals")


@group.command()
@click.option("--batch", type=click.IntRange(1, MOST_AT_ONCE), default=500, show_default=True)
def rotate(batch: int) -> None:
    """Seal with the active key whatever older keys have sealed; may be stopped and begun again."""
    try:
        resealed = rotate_rows(
            database(), batch, lambda label, rows: click.echo(f"  {label}: {rows}")
        )
    except sa.exc.ProgrammingError as error:
        raise click.ClickException(
            "the database refused: rotate as the owner of the tables (deploy/as-owner)"
        ) from error
    log.info("keys_rotated", count=resealed)
    click.echo(f"{resealed} values sealed anew")


@group.command()
@click.argument("kid", type=int)
@click.option("--at-once", is_flag=True, help="Although the ring has changed within a day.")
def remove(kid: int, *, at_once: bool) -> None:
    """Take key KID out of the ring, when no value needs it any more.

    Keep the ring as it was together with the private key of the backups: those made before
    the rotation open with it only.
    """
    with _refusals():
        path = ring_file.path_of(crypto.ring())
        if not (at_once or ring_file.rests(path)):
            raise ValueError("the ring has changed within a day: forms in use may need the old key")
        with database().transaction() as connection:
            take_time(connection)
            if left := sealed_with(connection, kid):
                raise ValueError(f"{left} values are sealed with key {kid}: flask keys rotate")
        _used(ring_file.remove(path, kid))
    log.info("key_removed", count=kid)
    click.echo(f"key {kid} opens nothing any more; what indexes and codes need of it stays")


def _used(ring: KeyRing) -> KeyRing:
    """Let this process be the first that has the ring."""
    crypto.use(ring)
    return ring


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell the operator in a sentence what cannot be done."""
    try:
        yield
    except (ValueError, OSError) as refusal:
        raise click.ClickException(str(refusal)) from refusal
