"""`flask interop import FILE...`: take in files handed over by other systems."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from tqdm import tqdm

from portal.interop.problems import FileRefused, RowProblem, Weight
from portal.interop.runs import report
from portal.interop.runs.engine import Outcome, import_file
from portal.kernel.i18n import gettext as _

group = AppGroup("interop", help="Files from other systems.")
_LINES_SHOWN = 50


@group.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file, for machines.")
def import_files(files: tuple[Path, ...], as_json: bool) -> None:
    """Import population lists, claim files, registry exports and QĐ 831 records.

    A file imported twice changes nothing; a run that was killed goes on where it
    stopped. The exit status is 1 when a file was refused.
    """
    refused = False
    for path in files:
        try:
            with progress_bar(path) as progress:
                outcome = import_file(path, progress)
        except FileRefused as refusal:
            refused = True
            _say_refusal(path, refusal, as_json)
            continue
        click.echo(json.dumps(as_dict(outcome), ensure_ascii=False) if as_json else told(outcome))
    if refused:
        raise SystemExit(1)


@contextmanager
def progress_bar(path: Path) -> Iterator[Callable[[int], None]]:
    """Show rows and rate on a terminal; print nothing anywhere else."""
    with tqdm(
        desc=path.name, unit=" rows", unit_scale=True, disable=not sys.stderr.isatty(), leave=False
    ) as bar:

        def move(count: int) -> None:
            bar.update(count)

        yield move


def _say_refusal(path: Path, refusal: FileRefused, as_json: bool) -> None:
    reason = report.sentence(refusal.reason)
    if as_json:
        click.echo(json.dumps({"file": path.name, "refused": reason}, ensure_ascii=False))
    else:
        refused = _("refused")
        click.echo(f"{path.name}: {refused}. {reason}", err=True)


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome for machines; lines carry row, column and reason."""
    tally = outcome.tally
    return {
        "file": outcome.path.name,
        "family": outcome.family.value,
        "run": str(outcome.run_id),
        "resumed_at": outcome.resumed_at,
        "placed": outcome.placed,
        **{name: getattr(tally, name) for name in (*report.COUNTED, "warnings")},
        "problems": [_line(problem) for problem in outcome.problems],
    }


def _line(problem: RowProblem) -> dict[str, Any]:
    return {
        "row": problem.row,
        "column": problem.column,
        "reason": report.sentence(problem.reason),
        "weight": problem.weight.value,
    }


def told(outcome: Outcome) -> str:
    """Return the outcome for people: counts in one line, then the lines of the report."""
    tally = outcome.tally
    counts = _(
        "%(new)s new, %(changed)s changed, %(same)s unchanged, %(held)s waiting for the station, "
        "%(refused)s refused, %(dropped)s not stored by law",
        **{name: getattr(tally, name) for name in report.COUNTED},
    )
    lines = [f"{outcome.path.name} ({outcome.family.value}): {counts}"]
    if outcome.resumed_at:
        lines.append("  " + _("Went on after row %(row)s.", row=outcome.resumed_at))
    if outcome.placed:
        lines.append(
            "  " + _("%(count)s rows held earlier found their person.", count=outcome.placed)
        )
    for problem in outcome.problems[:_LINES_SHOWN]:
        mark = "!" if problem.weight is Weight.REFUSED else "·"
        where = _("row %(row)s", row=problem.row) + (
            f", {problem.column}" if problem.column else ""
        )
        lines.append(f"  {mark} {where}: {report.sentence(problem.reason)}")
    if len(outcome.problems) > _LINES_SHOWN:
        more = len(outcome.problems) - _LINES_SHOWN
        lines.append("  " + _("and %(count)s lines more (see --json)", count=more))
    return "\n".join(lines)
