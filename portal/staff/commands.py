"""`flask staff …`: opening and closing accounts of staff from the server's shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import AppGroup

from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.people.kinds import Sex
from portal.staff import members, retention
from portal.staff.members import NewMember
from portal.staff.roles import Role

group = AppGroup("staff", help="Accounts of staff.")
by_option = click.option("--by", default="operator", help="Who asked for it.")


@contextmanager
def _told() -> Iterator[None]:
    """Stop with the sentence of a refusal, commit otherwise."""
    try:
        yield
    except RuleBroken as refusal:
        session.rollback()
        raise click.ClickException(refusal.message) from refusal
    session.commit()


@group.command()
@click.argument("name")
@click.option("--full-name", required=True)
@click.option("--title", default="", help='"Bác sĩ", "Y sĩ", or nothing.')
@click.option("--sex", type=click.Choice([sex.value for sex in Sex]), default=Sex.UNKNOWN.value)
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role])
)
@click.option("--facility", required=True, help="The code of the facility they work at.")
@click.option("--commune", help="Whose people may be found by name.")
@click.option("--personal-id", help="Their own number, so that nobody reviews themselves.")
@click.option("--ends-on", type=click.DateTime(["%Y-%m-%d"]), help="The last day of work.")
@by_option
def create(
    name: str,
    full_name: str,
    title: str,
    sex: str,
    roles: tuple[str, ...],
    facility: str,
    commune: str | None,
    personal_id: str | None,
    ends_on: datetime | None,
    by: str,
) -> None:
    """Open an account and print its activation code, once; it lasts 24 hours."""
    new = NewMember(
        staff_name=name,
        full_name=full_name,
        title=title,
        sex=Sex(sex),
        roles=frozenset(Role(role) for role in roles),
        facility_code=facility,
        commune=commune,
        personal_id=personal_id,
        ends_on=ends_on.date() if ends_on else None,
    )
    with _told():
        code = members.create(new, by=by)
    click.echo(f"{code[:4]} {code[4:]}")


@group.command("activate-again")
@click.argument("name")
@by_option
def activate_again(name: str, by: str) -> None:
    """Forget password and authenticator, and print a new activation code."""
    with _told():
        code = members.activate_again(name, by=by)
    click.echo(f"{code[:4]} {code[4:]}")


@group.command()
@click.argument("name")
@by_option
def suspend(name: str, by: str) -> None:
    """Close an account and sign it out everywhere."""
    with _told():
        ended = members.suspend(name, by=by)
    click.echo(f"{ended} sessions ended")


@group.command()
def tidy() -> None:
    """Delete activations and sessions that ran out 30 days ago; run it every night."""
    deleted = retention.tidy()
    session.commit()
    click.echo(f"{deleted} rows deleted")
