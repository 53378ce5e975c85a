"""Files into the database, beside a bare loop over the same file in the same run.

    python -m bench.imports                                SQLite; executemany in the bare loop
    TEST_POSTGRES_URL=... python -m bench.imports --postgres   PostgreSQL; COPY in the bare loop

Each import runs in a process of its own, which tells its processor time and how much
memory it needed at most beyond what the empty application takes.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from bench import bare_imports, files
from bench.import_targets import Cost, Finding, findings
from bench.pages import a_database, portal_environment
from portal.app import create_app
from portal.config import from_environment
from portal.interop.runs.engine import import_file
from portal.kernel import crypto, migrations
from portal.kernel.crypto import KeyRing
from portal.kernel.db import make_engine

KIB = 1024
KINDS = {
    "registry CSV": (files.registry_csv, bare_imports.registry_csv, "doses.csv"),
    "registry XLSX": (files.registry_xlsx, bare_imports.registry_xlsx, "doses.xlsx"),
    "claim XML": (files.claim_file, bare_imports.claims, "claims.xml"),
}


def main() -> None:
    """Measure every kind of file and print; end with 1 where a target that decides is missed."""
    asked = _arguments()
    if asked.job:
        print(json.dumps(asdict(_job(*asked.job))))
        return
    print(f"{'':14} {'':7} {'rows/s':>9} {'rows/CPU s':>11} {'memory MiB':>11}")
    missed = [found for kind in asked.kind or KINDS for found in _measure(kind, asked)]
    if any(found.decides for found in missed):
        raise SystemExit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Imports beside a bare loop.")
    parser.add_argument("--doses", type=int, default=20_000)
    parser.add_argument("--claims", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--larger", type=int, default=4, help="times the rows, for memory; 0: not")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure(kind: str, asked: argparse.Namespace) -> list[Finding]:
    """Measure one kind turn by turn, print it, and return what was missed."""
    rows = asked.claims if kind == "claim XML" else asked.doses
    costs: dict[str, list[Cost]] = {"bare": [], "portal": []}
    for _ in range(asked.rounds):
        for who, seen in costs.items():
            seen.append(_run(kind, who, rows, postgres=asked.postgres))
    grown = None
    if asked.larger:
        grown = _run(kind, "portal", rows * asked.larger, postgres=asked.postgres).mib
    rates = {who: _print(kind, who, seen) for who, seen in costs.items()}
    mib = max(cost.mib for cost in costs["portal"])
    found = findings(kind, **rates, mib=mib, grown=grown, postgres=asked.postgres)
    if grown is not None:
        print(f"{kind:14} {asked.larger}x rows {'':21}{grown:11.1f}")
    print(*(f"  {each}" for each in found), "", sep="\n")
    return [each for each in found if not each.met]


def _print(kind: str, who: str, seen: list[Cost]) -> float:
    """Print what one side did, and return its rows per second of processor."""
    rate = statistics.median(cost.rows / cost.cpu for cost in seen)
    wall = statistics.median(cost.rows / cost.seconds for cost in seen)
    memory = max(cost.mib for cost in seen)
    print(f"{kind:14} {who:7} {wall:9,.0f} {rate:11,.0f} {memory:11.1f}")
    return rate


def _run(kind: str, who: str, rows: int, *, postgres: bool) -> Cost:
    """Prepare a fresh database and a file, and import it in a process of its own."""
    write, _bare, file_name = KINDS[kind]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-imports-")))
        url = stack.enter_context(a_database(folder, postgres=postgres))
        crypto.use(KeyRing.create(folder / "keyring.json"))
        engine = make_engine(url)
        with engine.begin() as connection:
            migrations.upgrade(connection)
        engine.dispose()
        files.people(url, rows // files.VISITS_EACH + 1)
        path = write(folder / file_name, rows)
        environment = {**os.environ, **portal_environment(folder, url)}
        command = [sys.executable, "-m", "bench.imports", "--job", kind, who, str(path)]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        cost = Cost(**json.loads(done.stdout.splitlines()[-1]))
        if cost.rows != rows:
            raise SystemExit(f"{kind}: {who} took in {cost.rows} of {rows} rows")
        return cost


def _job(kind: str, who: str, path: str) -> Cost:
    app = create_app(from_environment())
    url = os.environ["PORTAL_DATABASE_URL"]
    with app.app_context():
        _forget_high_water()
        before, began, cpu = _high_water(), time.perf_counter(), time.process_time()
        if who == "bare":
            rows = KINDS[kind][1](url, Path(path))
        else:
            rows = import_file(Path(path)).tally.new
        return Cost(
            rows=rows,
            seconds=time.perf_counter() - began,
            cpu=time.process_time() - cpu,
            mib=(_high_water() - before) / KIB,
        )


def _forget_high_water() -> None:
    """Let the kernel count the most memory anew; a process inherits its parent's."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _high_water() -> int:
    """Return the most memory this process has held since then, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
