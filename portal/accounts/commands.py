"""`flask accounts …`: what the station's desk does from the server's shell."""

import sys

import click
from flask.cli import AppGroup

from portal.accounts import counter, enrolment, retention, sessions
from portal.accounts.enrolment import Owned
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.people.identity import PersonalId

group = AppGroup("accounts", help="Accounts of residents.")

personal_id_option = click.option(
    "--personal-id",
    default="-",
    help="The 12-digit number; without it, it is read from the keyboard or a pipe, so that it"
    " does not stay in the shell's history.",
)


def _owned(personal_id: str) -> Owned:
    """Return the account of a number given or typed; stop with a sentence when there is none."""
    try:
        found = enrolment.account_of(PersonalId.parse(typed_number(personal_id)))
    except RuleBroken as refusal:
        raise click.ClickException(refusal.message) from refusal
    if found is None:
        raise click.ClickException("No account has this number. See: flask accounts enrol")
    return found


def typed_number(personal_id: str) -> str:
    """Return the number given, or the one typed or piped in."""
    if personal_id != "-":
        return personal_id
    if sys.stdin.isatty():
        return str(click.prompt("Personal ID", hide_input=True))
    return sys.stdin.readline()


@group.command("issue-code")
@personal_id_option
@click.option("--by", required=True, help="Who saw the person's card.")
def issue_code(personal_id: str, by: str) -> None:
    """Print a sign-in code for one person, once; it opens one sign-in within 24 hours."""
    owned = _owned(personal_id)
    code = counter.issue(owned.account_id, owned.person_id, by=by)
    session.commit()
    click.echo(f"{code[:4]} {code[4:]}")


@group.command()
@click.option("--village", help="Only people of this village.")
def enrol(village: str | None) -> None:
    """Open an account for everybody from 14 on who has a personal ID and none yet."""
    opened = enrolment.open_accounts(village)
    session.commit()
    click.echo(f"{opened} accounts opened")


@group.command("end-sessions")
@personal_id_option
@click.option("--by", default="station", help="Who asked for it.")
def end_sessions(personal_id: str, by: str) -> None:
    """Sign a person out everywhere, and forget the devices they are remembered on."""
    ended = sessions.end_by_station(_owned(personal_id), by=by)
    session.commit()
    click.echo(f"{ended} sessions ended")


@group.command()
def tidy() -> None:
    """Delete codes, counts and sign-ins older than 30 days; safe to run every night."""
    deleted = retention.tidy()
    session.commit()
    click.echo(f"{deleted} rows deleted")
