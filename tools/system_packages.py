"""Makes sure that what pip cannot give is on the machine: for running, testing or rehearsing.

    python3 tools/system_packages.py run | test | rehearse

Installs what is missing with apt-get when that needs no password; otherwise says the one command to
type, and fails. Needs nothing but Python itself, because it runs before anything is installed.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

OLDEST_PYTHON = (3, 11)
FONT = Path("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf")
CHROMIUM = Path("/usr/bin/chromium")


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_module(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def has_program(name: str) -> bool:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is not None


Packages = Mapping[str, Callable[[], bool]]

# Debian's and Ubuntu's name of each package, and how to see that it is there.
TO_RUN: Packages = {
    "python3-venv": partial(has_module, "ensurepip"),
    "libpango-1.0-0": partial(has_library, "libpango-1.0.so.0"),  # WeasyPrint: lines and letters
    "libpangoft2-1.0-0": partial(has_library, "libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": partial(has_library, "libharfbuzz-subset.so.0"),  # small embedded fonts
    "fonts-roboto-unhinted": FONT.exists,  # the printed form; has every Vietnamese letter
}
TO_TEST: Packages = {
    **TO_RUN,
    "chromium": CHROMIUM.exists,
    "systemd": partial(has_program, "systemd-analyze"),  # reads the units, is not started
}
TO_REHEARSE: Packages = {
    **TO_TEST,
    "postgresql": partial(has_program, "pg_lsclusters"),
    "pgbouncer": partial(has_program, "pgbouncer"),
    "redis-server": partial(has_program, "redis-server"),
    "nginx": partial(has_program, "nginx"),
    "openssl": partial(has_program, "openssl"),
    "patroni": partial(has_program, "patroni"),
    "python3-etcd": Path("/usr/lib/python3/dist-packages/etcd").exists,
    "etcd-server": partial(has_program, "etcd"),
    "haproxy": partial(has_program, "haproxy"),
    "pgbackrest": partial(has_program, "pgbackrest"),
}


def install(missing: list[str]) -> None:
    """Install with apt-get, or stop with the command that would."""
    install_them = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if not shutil.which("apt-get"):
        sys.exit(f"Please install what Debian calls: {' '.join(missing)}")
    if os.geteuid() == 0:
        before: list[str] = []
    elif _sudo_asks_no_password():
        before = ["sudo", "--non-interactive"]
    else:
        command = f"sudo apt-get update && sudo {' '.join(install_them)}"
        sys.exit(f"Some system packages are missing. Please type:\n\n  {command}\n")
    patience = ["-o", "DPkg::Lock::Timeout=300", "-qq"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing", *missing, flush=True)
    for step in (["apt-get", "update"], install_them):
        subprocess.run([*before, *step, *patience], check=True, env=environment)


def _sudo_asks_no_password() -> bool:
    if not shutil.which("sudo"):
        return False
    asked = subprocess.run(["sudo", "--non-interactive", "true"], check=False, capture_output=True)
    return asked.returncode == 0


def main(purpose: str) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("Python 3.11 or newer is needed: PYTHON=/path/to/python3.12 make run")
    wanted = {"run": TO_RUN, "test": TO_TEST, "rehearse": TO_REHEARSE}[purpose]
    missing = [package for package, is_there in wanted.items() if not is_there()]
    if missing:
        install(missing)


if __name__ == "__main__":
    main(sys.argv[1])
