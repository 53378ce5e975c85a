"""`flask representation …`: what the station writes down from the server's shell."""

from datetime import datetime
from uuid import UUID

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from portal.accounts.commands import typed_number
from portal.audit.trail import Actor
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.people.identity import PersonalId
from portal.people.kinds import IdentifierSystem
from portal.people.models import Identifier
from portal.representation import services
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.rules import end_of_day
from portal.representation.services import NewRepresentation

SCOPES = ("see", "consent", "pay")

group = AppGroup("representation", help="Who acts for whom.")
person_option = click.option(
    "--person",
    default="-",
    help="The person's 12-digit number, or a public id for a child without one; without it,"
    " it is read from the keyboard or a pipe, one line each.",
)
representative_option = click.option(
    "--representative", default="-", help="The representative's number, likewise."
)
by_option = click.option("--by", required=True, help="Who at the station saw both.")


@group.command()
@person_option
@representative_option
@click.option(
    "--kind", type=click.Choice([kind.value for kind in RepresentationKind]), required=True
)
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day; needed for a delegate. A parent's part ends on the 18th birthday.",
)
@by_option
@click.option("--evidence", help="What was seen: a birth certificate, a decision; no number.")
def begin(
    person: str,
    representative: str,
    kind: str,
    scopes: tuple[str, ...],
    until: datetime | None,
    by: str,
    evidence: str | None,
) -> None:
    """Let one person act for another from now on."""
    try:
        new = NewRepresentation(
            person_id=_found(person),
            representative_id=_found(representative),
            kind=RepresentationKind(kind),
            sees="see" in scopes,
            consents="consent" in scopes,
            pays="pay" in scopes,
            ends_at=end_of_day(until.date()) if until else None,
            evidence=evidence,
        )
        begun = services.begin(new, by=Actor(name=by), basis=None)
    except RuleBroken as refusal:
        raise click.ClickException(refusal.message) from refusal
    session.commit()
    click.echo(f"{begun} begun")


@group.command()
@person_option
@representative_option
@by_option
def end(person: str, representative: str, by: str) -> None:
    """End what one person may do for another."""
    try:
        pair = _pair(_found(person), _found(representative))
    except RuleBroken as refusal:
        raise click.ClickException(refusal.message) from refusal
    if pair is None or not services.end(
        pair, by=Actor(name=by), ended_as=EndedAs.STATION, basis=None
    ):
        raise click.ClickException("They do not act for this person.")
    session.commit()
    click.echo(f"{pair} ended")


def _pair(person_id: UUID, representative_id: UUID) -> UUID | None:
    return session.scalar(
        sa.select(Representation.id).where(
            Representation.person_id == person_id,
            Representation.representative_id == representative_id,
            Representation.ended_at.is_(None),
        )
    )


def _found(given: str) -> UUID:
    """Return the person a number or a public id names; raise RuleBroken."""
    text = typed_number(given).strip()
    try:
        return UUID(text)
    except ValueError:
        number = PersonalId.parse(text)
    found = session.scalar(
        sa.select(Identifier.person_id).where(
            Identifier.system == IdentifierSystem.PERSONAL_ID,
            Identifier.value_index == number.index,
            Identifier.active,
        )
    )
    if found is None:
        raise RuleBroken("No person has this number.")
    return found
