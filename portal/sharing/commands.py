"""`flask sharing …`: what the station does for people without a phone."""

import os
from pathlib import Path
from typing import IO

import click
from flask.cli import AppGroup

from portal.accounts.commands import personal_id_option, typed_number
from portal.audit.trail import Actor
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem
from portal.people.models import Person
from portal.people.queries import person_with
from portal.sharing import key_card

group = AppGroup("sharing", help="Sharing records without a phone.")


@group.command("key-card")
@personal_id_option
@click.option("--by", required=True, help="Who saw the person's card.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The PDF file to write; print it, then delete it.",
)
def print_key_card(personal_id: str, by: str, out: Path) -> None:
    """Make a new key card for one person; an earlier card opens nothing any more."""
    try:
        number = PersonalId.parse(typed_number(personal_id))
    except RuleBroken as refusal:
        raise click.ClickException(refusal.message) from refusal
    connection = session.connection()
    person_id = person_with(connection, IdentifierSystem.PERSONAL_ID, number.index)
    person = session.get(Person, person_id) if person_id else None
    if person is None or person.deceased_on is not None:
        raise click.ClickException("Nobody living has this number")
    with _new_file(out) as file:  # first: a card that cannot be written must not replace one
        file.write(key_card.make(person, by=Actor(name=by)))
    session.commit()
    click.echo(f"{out}: a new card with six codes")


def _new_file(path: Path) -> IO[bytes]:
    """Open a file only its owner can read; never over another one."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as refused:
        raise click.ClickException(f"{path}: {refused.strerror}") from refused
    return os.fdopen(handle, "wb")
