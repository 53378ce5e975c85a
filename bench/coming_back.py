"""How long a province is away when the machine of its database is lost.

    python -m bench.coming_back                        37,000 residents
    python -m bench.coming_back --residents 3700000    a province: 100 GB of disk, an hour or two
    python -m bench.coming_back --archive-only         without the nightly dump

The archive of changes (deploy/pgbackrest) is brought back beside a plain copy of the same
folder, the nightly backup beside pg_dump and pg_restore, which seal and count nothing. Needs
Debian's packages postgresql and pgbackrest, and reads the guide's own files.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.pages import portal_environment
from bench.province import filling, printing
from deploy.rehearse import postgres
from deploy.rehearse.archive import Archive, lose
from deploy.rehearse.postgres import Postgres, programs
from portal.backups.figures import Figures
from portal.backups.restoring import counted
from portal.kernel import clock, crypto
from portal.kernel.crypto import KeyRing

BAR_MINUTES = 30
# What a province gives its database (docs/operations.md), as far as a smaller machine has it.
SETTINGS = """
shared_buffers = 1GB
maintenance_work_mem = 512MB
max_wal_size = 8GB
random_page_cost = 1.1
jit = off
"""


@dataclass(frozen=True)
class Stood:
    """A filled server, and what was in it before it was lost."""

    server: Postgres
    folder: Path
    figures: Figures

    def url(self, database: str = "portal") -> str:
        return _url(self.server, database)


def main() -> None:
    """Fill, lose, bring back; end with an error where it took too long or came back otherwise."""
    asked = _arguments()
    with TemporaryDirectory(prefix="bench-back-", dir=asked.inside) as made:
        folder = Path(made)
        folder.chmod(0o755)  # a server that refuses root has to reach its own folder
        with postgres.running(folder / "server") as server:
            stood = _filled(server, folder, asked.residents)
            minutes = [_from_the_archive(stood)]
            if not asked.archive_only:
                minutes.append(_from_a_backup(stood))
    print(f"the longest {max(minutes):.1f} minutes; bar {BAR_MINUTES}")
    sys.exit(int(max(minutes) > BAR_MINUTES))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Bringing a lost database back.")
    parser.add_argument("--residents", type=int, default=37_000)
    parser.add_argument("--archive-only", action="store_true")
    parser.add_argument("--inside", type=Path, help="the disk to use, instead of /tmp")
    return parser.parse_args()


def _filled(server: Postgres, folder: Path, residents: int) -> Stood:
    with (server.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    server.program.stop()
    server.start()
    server.sql("CREATE DATABASE portal")
    crypto.use(KeyRing.create(folder / "keyring.json"))
    url = _url(server)
    printing.filled(residents, filling.fill(url, residents, clock.today(), 1.0))
    return Stood(server, folder, counted(url))


def _from_the_archive(stood: Stood) -> float:
    """Lose the server and bring it back from pgBackRest's archive; return the minutes."""
    archive, server = Archive(stood.folder / "archive", stood.server), stood.server
    into_it = _timed(archive.begin)
    server.program.stop()
    plain = stood.folder / "plain"
    copied = _timed(lambda: _run(["cp", "-a", str(server.data), str(plain)]))
    size = _bytes_of(plain)
    shutil.rmtree(plain)
    server.start()
    lose(server)
    back = _timed(archive.restore)
    print(f"archive: {size / 2**30:.2f} GiB, {_bytes_of(archive.disk) / 2**30:.2f} sealed in it")
    print(f"  first copy into it {into_it:.0f} s; back and open for pages {back:.0f} s;"
          f" a plain copy {copied:.0f} s, ratio {back / copied:.1f}")  # fmt: skip
    _compare(stood, "portal")
    return back / 60


def _from_a_backup(stood: Stood) -> float:
    """Bring the nightly backup into an empty database; return the minutes."""
    key, kept = stood.folder / "backups.key", stood.folder / "backups"
    environment = {
        **os.environ,
        **portal_environment(stood.folder, stood.url()),
        "PORTAL_BACKUPS": str(kept),
        "PORTAL_POSTGRESQL_PROGRAMS": str(programs()),
    }
    public = _flask(environment, "new-key", str(key)).strip()
    environment["PORTAL_BACKUP_RECIPIENTS"] = public
    made = _timed(lambda: _flask(environment, "create"))
    (file,) = kept.glob("*.age")
    for name in ("restored", "plain"):
        stood.server.sql(f"CREATE DATABASE {name} TEMPLATE template0")
    restore = ["restore", str(file), "--to", stood.url("restored"), "--identity", str(key)]
    back = _timed(lambda: _flask(environment, *restore))
    print(f"nightly backup: {file.stat().st_size / 2**30:.2f} GiB sealed")
    dumped, loaded = _plain_dump(stood)
    print(f"  made in {made:.0f} s (pg_dump {dumped:.0f}, ratio {made / dumped:.1f});"
          f" read, restored and counted in {back:.0f} s"
          f" (pg_restore {loaded:.0f}, ratio {back / loaded:.1f})")  # fmt: skip
    _compare(stood, "restored")
    return back / 60


def _plain_dump(stood: Stood) -> tuple[float, float]:
    """Return the seconds of pg_dump and of pg_restore into an empty database."""
    reach = ["-h", str(stood.server.home), "-p", str(stood.server.port), "-U", "postgres"]
    file = str(stood.folder / "plain.dump")
    dump = [str(programs() / "pg_dump"), *reach, "-Fc", "-f", file, "portal"]
    load = [str(programs() / "pg_restore"), *reach, "-d", "plain", "--exit-on-error", file]
    return _timed(lambda: _run(dump)), _timed(lambda: _run(load))


def _compare(stood: Stood, database: str) -> None:
    differences = list(stood.figures.differences(counted(stood.url(database))))
    if differences:
        raise SystemExit(f"came back otherwise: {differences}")
    print("  every table has the rows it had, and the log ends where it ended", flush=True)


def _url(server: Postgres, database: str = "portal") -> str:
    return f"postgresql+psycopg://postgres@/{database}?host={server.home}&port={server.port}"


def _flask(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", *words]
    done = subprocess.run(command, env=environment, text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True)


def _timed(deed: Callable[[], object]) -> float:
    began = time.monotonic()
    deed()
    return time.monotonic() - began


def _bytes_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
