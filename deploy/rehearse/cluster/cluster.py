"""The three machines together: who is primary, who stands by, and SQL on the primary."""

import getpass
import json
import secrets
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import randrange
from shutil import which
from urllib.error import URLError
from urllib.request import urlopen

from deploy.rehearse import postgres
from deploy.rehearse.accounts import UNPRIVILEGED
from deploy.rehearse.cluster import machines
from deploy.rehearse.cluster.machines import Machine
from deploy.rehearse.processes import Program, wait_until
from deploy.rehearse.verdict import Skipped

NAMES = ("db1", "db2", "db3")
PROGRAMS = ("etcd", "patroni", "patronictl", "haproxy", "openssl")
SECONDS_TO_FORM = 300


@dataclass(frozen=True)
class Member:
    """A machine as Patroni speaks of it."""

    name: str
    role: str
    state: str
    timeline: int

    @property
    def is_primary(self) -> bool:
        return self.role == "leader" and self.state == "running"

    @property
    def stands_by(self) -> bool:
        return self.role in ("replica", "sync_standby") and self.state in ("running", "streaming")


@dataclass
class Cluster:
    """All of it; `listen` is where HAProxy is."""

    folder: Path
    machines: dict[str, Machine]
    haproxy: Program
    listen: str

    def members(self) -> list[Member]:
        """Ask the first Patroni that answers; nobody where none does."""
        trusted = ssl.create_default_context(cafile=self.authority)
        for machine in self.machines.values():
            try:
                address = f"https://{machine.address}:8008/cluster"
                with urlopen(address, timeout=2, context=trusted) as answer:
                    told = json.load(answer)["members"]
            except (URLError, OSError, ValueError):
                continue
            return [
                Member(one["name"], one["role"], one["state"], one.get("timeline", 0))
                for one in told
            ]
        return []

    @property
    def authority(self) -> Path:
        return self.folder / "ca.crt"

    def primary(self) -> Machine | None:
        """Return who holds the lease and runs."""
        found = [one.name for one in self.members() if one.is_primary]
        return self.machines[found[0]] if found else None

    def is_whole(self) -> bool:
        """Say whether one leads and two stand by, one of them synchronously."""
        told = self.members()
        roles = [one.role for one in told if one.is_primary or one.stands_by]
        return sorted(roles) == ["leader", "replica", "sync_standby"]

    def sql(self, text: str, database: str = "portal") -> str:
        """Run SQL as the superuser on the primary's own machine."""
        primary = self.primary()
        if primary is None:
            raise RuntimeError("nobody is primary")
        command = [str(postgres.programs() / "psql"), "-X", "-q", "-A", "-t"]
        command += ["-v", "ON_ERROR_STOP=1", "-h", str(primary.folder), "-d", database]
        command += ["-U", superuser()]
        done = subprocess.run(
            command, input=text, text=True, capture_output=True, cwd="/", **UNPRIVILEGED.popen
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return str(done.stdout).strip()

    def control(self, *command: str) -> str:
        """Say something to the cluster as an administrator does."""
        machine = next(one for one in self.machines.values() if one.patroni.is_running)
        asked = ["/usr/bin/patronictl", "-c", str(machine.folder / "patroni.yml"), *command]
        done = subprocess.run(
            asked,
            text=True,
            capture_output=True,
            cwd="/",
            env={"HOME": str(machine.folder), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            **UNPRIVILEGED.popen,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return str(done.stdout)

    def through_haproxy(self, user: str, password: str) -> str:
        """Return the address the portal uses on a machine with HAProxy."""
        return self._address(user, password, [self.listen], 5000)

    def directly(self, user: str, password: str) -> str:
        """Return the address of all three, where libpq itself looks for the primary."""
        return self._address(user, password, [one.address for one in self.machines.values()], 5432)

    def _address(self, user: str, password: str, addresses: list[str], port: int) -> str:
        hosts = ",".join("portal-db" for _ in addresses)
        ports = ",".join(str(port) for _ in addresses)
        where = f"host={hosts}&hostaddr={','.join(addresses)}&port={ports}"
        trust = f"sslmode=verify-full&sslrootcert={self.authority}"
        return (
            f"postgresql+psycopg://{user}:{password}@/portal?{where}&{trust}"
            "&target_session_attrs=read-write"
        )


def superuser() -> str:
    """Return who owns the cluster: whoever runs the programs."""
    return UNPRIVILEGED.name or getpass.getuser()


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Form a cluster from nothing, wait until it is whole, and end it."""
    if missing := [name for name in PROGRAMS if which(name, path="/usr/sbin:/usr/bin") is None]:
        raise Skipped(f"Debian's packages lack {', '.join(missing)}")
    cluster = _make(folder)
    try:
        for machine in cluster.machines.values():
            machine.start()
        cluster.haproxy.start()
        wait_until(cluster.is_whole, SECONDS_TO_FORM, "one primary and two standbys")
        yield cluster
    finally:
        cluster.haproxy.stop()
        for stop in (Machine.stop_database, Machine.stop_etcd):
            for machine in cluster.machines.values():
                stop(machine)


def _make(folder: Path) -> Cluster:
    network = _free_network()
    addresses = {name: f"{network}.{11 + number}" for number, name in enumerate(NAMES)}
    common = {
        **{f"NODE{n}": name for n, name in enumerate(NAMES, 1)},
        **{f"ADDRESS{n}": address for n, address in enumerate(addresses.values(), 1)},
        "NETWORK": "127.0.0.0/8",
        "REPLICATION_PASSWORD": secrets.token_hex(16),
        "REWIND_PASSWORD": secrets.token_hex(16),
        "SUPERUSER": superuser(),
        "PROGRAMS": str(postgres.programs()),
        "DATABASE_LISTEN": f"{network}.1",
    }
    certificates = machines.make_certificates(folder / "authority", addresses)
    (folder / "ca.crt").write_bytes((certificates / "ca.crt").read_bytes())
    made = {name: machines.make(name, folder / name, certificates, common) for name in NAMES}
    front = folder / "haproxy"
    front.mkdir()
    UNPRIVILEGED.owns(front)
    values = common | {"CERTIFICATES": str(folder)}
    settings = machines.filled("haproxy/haproxy.cfg", values, front / "haproxy.cfg")
    haproxy = Program(
        "haproxy",
        ["/usr/sbin/haproxy", "-db", "-f", str(settings)],
        front / "haproxy.log",
        account=UNPRIVILEGED,
    )
    return Cluster(folder, made, haproxy, common["DATABASE_LISTEN"])


def _free_network() -> str:
    """Return 127.x.y where nobody listens on the ports of a cluster."""
    while True:
        network = f"127.{randrange(1, 255)}.{randrange(256)}"
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((f"{network}.11", 5432)) != 0:
                return network
