"""`flask audit …`: prove the log, and sign where it ends."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.audit import checkpoints, reading
from portal.audit.verifying import Verdict
from portal.audit.verifying import verify as verify_log
from portal.audit.walk import Broken, Fault
from portal.kernel.db import database

group = AppGroup("audit", help="The log of looks and changes.")
FILE = click.Path(dir_okay=False, path_type=Path)


@group.command()
@click.option(
    "--anchor",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of signed checkpoints, best a copy from elsewhere.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def verify(anchor: Path | None, *, as_json: bool) -> None:
    """Read the whole log and name the first line that is not as it was written."""
    verdict = verify_log(database(), anchor)
    click.echo(json.dumps(_as_json(verdict)) if as_json else _as_words(verdict))
    if verdict.fault:
        raise SystemExit(1)


def _as_json(verdict: Verdict) -> dict[str, object]:
    fault = verdict.fault
    return {
        "whole": fault is None,
        "lines": verdict.lines,
        "chains": verdict.chains,
        "checkpoints": verdict.checkpoints,
        "fault": fault
        and {
            "kind": fault.kind.value,
            "chain": str(fault.chain) if fault.chain else None,
            "position": fault.position,
            "seq": fault.seq,
            "checkpoint": fault.checkpoint,
        },
    }


def _as_words(verdict: Verdict) -> str:
    if verdict.fault:
        return _place(verdict.fault)
    return f"{verdict.lines} lines in {verdict.chains} chains are whole"


def _place(fault: Fault) -> str:
    if fault.checkpoint:
        return f"{fault.kind.value}: checkpoint {fault.checkpoint} of the anchor file"
    line = f"line {fault.seq}, " if fault.seq else ""
    return f"{fault.kind.value}: {line}chain {fault.chain}, position {fault.position}"


@group.command()
@click.option("--file", "path", type=FILE, help="Instead of audit-checkpoints.jsonl.")
def checkpoint(path: Path | None) -> None:
    """Sign where every chain ends and append it to a file; copy that file elsewhere, daily."""
    try:
        with reading.one_moment(database()) as connection:
            record = checkpoints.take(connection, path or checkpoints.own_file())
    except Broken as broken:
        raise click.ClickException(_place(broken.fault)) from broken
    click.echo(f"checkpoint {record['number']}: {record['lines']} lines")


@group.command("public-key")
def public_key() -> None:
    """Print the public key (Ed25519, hexadecimal) that checkpoints are signed with."""
    click.echo(checkpoints.public_key())
