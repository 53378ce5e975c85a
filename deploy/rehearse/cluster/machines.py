"""One database machine: its settings filled in, its two programs, and their violent end."""

import contextlib
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from deploy.rehearse.accounts import UNPRIVILEGED
from deploy.rehearse.processes import Program, kill_tree
from portal.config import ROOT

DEPLOY = ROOT / "deploy"


def _postmaster(folder: Path) -> int:
    """Return the process of this folder's PostgreSQL; raise ProcessLookupError where none runs."""
    with contextlib.suppress(OSError, IndexError):
        pid = (folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0]
        if str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
            return int(pid)
    raise ProcessLookupError(str(folder))


def filled(template: str, values: Mapping[str, str], into: Path) -> Path:
    """Fill a file of deploy/ as envsubst does, but refuse a value that is missing."""
    text = (DEPLOY / template).read_text(encoding="utf-8")
    into.write_text(Template(text).substitute(values), encoding="utf-8")
    return UNPRIVILEGED.owns(into)


@dataclass
class Machine:
    """One of the three."""

    name: str
    address: str
    folder: Path
    etcd: Program
    patroni: Program

    def start(self) -> None:
        self.etcd.start()
        self.patroni.start()

    def kill_database(self) -> None:
        """End Patroni, PostgreSQL and all its children with SIGKILL, as a power cut does.

        PostgreSQL is no child of the Patroni that started it.
        """
        postmaster = _postmaster(self.folder)
        kill_tree(self.patroni.pid)
        kill_tree(postmaster)

    def stop_database(self) -> None:
        """End Patroni, which ends its PostgreSQL; kill what does not end."""
        self.patroni.stop(20)
        with contextlib.suppress(ProcessLookupError):
            kill_tree(_postmaster(self.folder))

    def stop_etcd(self) -> None:
        self.etcd.stop()


def make(name: str, folder: Path, certificates: Path, common: Mapping[str, str]) -> Machine:
    """Fill one machine's settings into its folder; nothing is started."""
    folder.mkdir()
    UNPRIVILEGED.owns(folder)
    keys = _keys(certificates / name, folder / "certificates")
    address = next(common[f"ADDRESS{n}"] for n in "123" if common[f"NODE{n}"] == name)
    values = {
        **common,
        "NODE": name,
        "ADDRESS": address,
        "CERTIFICATES": str(keys),
        "DATA": str(folder / "data"),
        "SOCKETS": str(folder),
        "PASSWORD_FILE": str(folder / "pgpass"),
        "ETCD_DATA": str(folder / "etcd"),
    }
    members = filled("etcd/etcd.yml", values, folder / "etcd.yml")
    settings = filled("patroni/patroni.yml", values, folder / "patroni.yml")
    return Machine(
        name=name,
        address=address,
        folder=folder,
        etcd=_program("etcd", ["/usr/bin/etcd", "--config-file", str(members)], folder),
        patroni=_program("patroni", ["/usr/bin/patroni", str(settings)], folder),
    )


def make_certificates(folder: Path, addresses: Mapping[str, str]) -> Path:
    """Let the administrator's own script make an authority and a certificate for each name.

    Whatever connects on loopback comes from 127.0.0.1, and etcd looks whence a member comes.
    """
    asked = [f"{name}={address},127.0.0.1" for name, address in addresses.items()]
    subprocess.run([DEPLOY / "patroni" / "certificates", folder, *asked], check=True)
    return folder


def _keys(made: Path, into: Path) -> Path:
    into.mkdir()
    for file in made.iterdir():
        copied = into / file.name
        copied.write_bytes(file.read_bytes())
        copied.chmod(0o600)
        UNPRIVILEGED.owns(copied)
    return UNPRIVILEGED.owns(into)


def _program(name: str, command: list[str], folder: Path) -> Program:
    return Program(
        name,
        command,
        folder / f"{name}.log",
        environment={"HOME": str(folder)},
        folder=folder,
        account=UNPRIVILEGED,
        stop_signal=signal.SIGTERM,
    )
