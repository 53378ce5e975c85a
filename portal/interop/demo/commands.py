"""`flask demo …`: the demonstration commune and its people."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.interop import commands as interop_commands
from portal.interop.demo import people, services, staff

group = AppGroup("demo", help="The demonstration commune Xã Đồng Sen.")


@group.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--verbose", is_flag=True, help="Print the report of every file.")
@click.option("--without-sharing", is_flag=True, help="Leave out consents, openings and the fee.")
def load(folder: Path | None, verbose: bool, without_sharing: bool) -> None:
    """Write the commune's files and import them; running it again changes nothing."""
    where = folder or current_app.extensions["portal.config"].instance / "demo"
    total = services.load(
        where,
        lambda outcome: click.echo(interop_commands.told(outcome)) if verbose else None,
        with_sharing=not without_sharing,
    )
    click.echo(
        f"Xã Đồng Sen: {total.new} mới, {total.changed} đổi, {total.same} như cũ, "
        f"{total.held} chờ trạm xem, {total.refused} bị từ chối, {total.dropped} không lưu"
    )


@group.command("people")
def show_people() -> None:
    """Say who can sign in."""
    people.announce()


@group.command("staff-code")
@click.argument("name")
def staff_code(name: str) -> None:
    """Print what the authenticator of a member of the demonstration's staff shows now."""
    click.echo(staff.current_code(name))
