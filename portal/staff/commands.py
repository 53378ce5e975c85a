"""`flask staff …`: opening and closing accounts of staff from the server's shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup

from portal.accounts.signed_in import config
from portal.audit.trail import Actor
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.kernel.errors import RuleBroken
from portal.people.kinds import Sex
from portal.staff import members, queries, retention, roster
from portal.staff.new_member import NewMember
from portal.staff.roles import AT_THE_DESK, Role

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


def _hand_over(staff_name: str, code: str) -> None:
    """Print what its owner is given; the code is never part of an address, which is logged."""
    host = next(iter(config().trusted_hosts), "").lstrip(".")
    until = clock.local(clock.now() + config().lifetimes.staff_activation)
    click.echo(f"Address:    {f'https://{host}' if host else ''}/staff/activate")
    click.echo(f"Staff name: {staff_name}")
    click.echo(f"Code:       {code[:4]} {code[4:]}")
    click.echo(f"Works once, until {until:%H:%M on %d/%m/%Y}. It is not shown again.")


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
@click.option("--village", help="The one village of a village head or collaborator.")
@click.option("--personal-id", help="Their own number, so that nobody reviews themselves.")
@click.option(
    "--ends-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of work; data entry must have one, within six months.",
)
@by_option
def create(name: str, roles: tuple[str, ...], by: str, **given: Any) -> None:
    """Open an account; print the address and the code that set it up, once, within 24 hours."""
    with _told():
        ends_on: datetime | None = given["ends_on"]
        new = NewMember(
            staff_name=name,
            full_name=given["full_name"],
            title=given["title"],
            sex=Sex(given["sex"]),
            roles=frozenset(Role(role) for role in roles),
            facility_code=given["facility"],
            commune=given["commune"],
            village_id=_village(given["village"], given["commune"]),
            person_id=members.person_with(given["personal_id"]) if given["personal_id"] else None,
            ends_on=ends_on.date() if ends_on else None,
        )
        code = members.create(new, by=Actor(name=by))
    _hand_over(name, code)
    if new.person_id is None and new.roles & AT_THE_DESK:
        click.echo("Warning:    no --personal-id, so only the name tells whose kin they are.")


def _village(name: str | None, commune: str | None) -> UUID | None:
    if not name:
        return None
    found = queries.villages_named(reads(), name, commune)
    if len(found) != 1:
        raise click.ClickException(f"{len(found)} villages of this commune have this name.")
    return found[0]


@group.command("list")
def show_list() -> None:
    """List the accounts: name, roles, where, and whether they are in force."""
    for member in roster.everybody(clock.today()):
        roles = ", ".join(role.value for role in member.roles)
        where = " / ".join(filter(None, (member.facility_code, member.commune, member.village)))
        ends = f", ends on {member.ends_on:%Y-%m-%d}" if member.ends_on else ""
        click.echo(
            f"{member.staff_name:<14} {member.standing.value:<10} {member.called}"
            f" [{roles}] {where}{ends}, signed in {_on(member.last_signed_in_at)}"
        )


def _on(moment: datetime | None) -> str:
    day: date | None = clock.local(moment).date() if moment else None
    return f"on {day}" if day else "never"


@group.command("activate-again")
@click.argument("name")
@by_option
def activate_again(name: str, by: str) -> None:
    """Forget password and authenticator, lift a suspension, and print a new activation code."""
    with _told():
        code = members.activate_again(name, by=Actor(name=by))
    _hand_over(name, code)


@group.command()
@click.argument("name")
@by_option
def suspend(name: str, by: str) -> None:
    """Close an account and sign it out everywhere."""
    with _told():
        ended = members.suspend(name, by=Actor(name=by))
    click.echo(f"{ended} sessions ended")


@group.command()
def tidy() -> None:
    """Close accounts unused for 45 days, delete traces older than 30; run it every night."""
    closed = retention.close_unused()
    deleted = retention.tidy()
    session.commit()
    click.echo(f"{closed} accounts closed, {deleted} rows deleted")
