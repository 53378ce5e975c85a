"""One production host on loopback: the servers, the portal from its units, and who lives there."""

import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.seed import Reader, prepare
from deploy.rehearse import certificate, postgres, servers, units
from deploy.rehearse.certificate import HOST, Certificate
from deploy.rehearse.gateway import Gateway
from deploy.rehearse.ports import free_port, wait_for
from deploy.rehearse.postgres import Postgres
from deploy.rehearse.processes import Program, Supervisor
from deploy.rehearse.proxy import Proxy
from deploy.rehearse.stage import Stage
from deploy.rehearse.units import DEPLOY, ROOT
from portal.kernel import crypto
from portal.kernel.crypto import KeyRing

BIND = "127.0.0.1:8000"
FIGURES = "metrics serve"


@dataclass
class Host:
    """What runs, where it is reached, and the residents who are signed in."""

    folder: Path
    certificate: Certificate
    database: Postgres
    owner_url: str
    environment: Mapping[str, str] = field(repr=False)
    gateway: Gateway
    redis: Program
    pgbouncer: Program
    web: Program
    worker: Program
    proxy: Proxy
    web_port: int
    figures_port: int
    residents: list[Reader]
    supervisor: Supervisor

    def flask(self, *arguments: str, **settings: str) -> str:
        """Run one of the portal's commands; return what it prints, raise when it fails."""
        return _run(
            ["/srv/portal/.venv/bin/flask", "--app", "wsgi", *arguments],
            {**self.environment, **settings},
        )


def settings_of(folder: Path, database_url: str, **more: str) -> dict[str, str]:
    """Return what portal.env and the units say on a host, without the services outside."""
    return {
        "PORTAL_ENV": "production",
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_KEYRING": str(key_ring_beside(folder)),
        "PROMETHEUS_MULTIPROC_DIR": f"{folder}-counts",
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_SECRET_KEY": secrets.token_urlsafe(48),
        "PORTAL_TRUSTED_HOSTS": HOST,
        "PORTAL_HOST": HOST,
        "PORTAL_BEHIND_PROXY": "1",
        "PORTAL_SMS": "esms",
        "PORTAL_SMS_URL": "https://sms.invalid",
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def key_ring_beside(folder: Path) -> Path:
    """Return where the keys of an instance lie: in a folder that only keys are in."""
    return folder.with_name(f"{folder.name}-keys") / "keyring.json"


def make_key_ring(path: Path) -> KeyRing:
    """Do what the administrator does once."""
    path.parent.mkdir(mode=0o700)
    return KeyRing.create(path)


def web(environment: Mapping[str, str], log: Path, name: str = "portal-web") -> tuple[Program, int]:
    """Return the pages as portal-web.service runs them, not started, and their port."""
    port = free_port()
    [command] = units.read("portal-web").commands(environment, {BIND: f"127.0.0.1:{port}"})
    return Program(name, command, log, environment, ROOT), port


def worker(environment: Mapping[str, str], log: Path) -> Program:
    """Return what portal-worker.service runs, not started."""
    [command] = units.read("portal-worker").commands(environment)
    return Program("portal-worker", command, log, environment, ROOT)


def figures(environment: Mapping[str, str], log: Path) -> tuple[Program, int]:
    """Return what portal-metrics.service runs, not started, and its port."""
    port = free_port()
    [command] = units.read("portal-metrics").commands(
        environment, {FIGURES: f"{FIGURES} --port {port}"}
    )
    return Program("portal-metrics", command, log, environment, ROOT), port


def migrate(environment: Mapping[str, str], owner_url: str) -> None:
    """Do what portal-migrate.service does."""
    mine = {
        **environment,
        "PORTAL_DATABASE_URL": owner_url,
        "PORTAL_PGBOUNCER": "0",
        "RUNTIME_DIRECTORY": environment["PORTAL_INSTANCE"],
        "CREDENTIALS_DIRECTORY": str(Path(environment["PORTAL_KEYRING"]).parent),
    }
    for command in units.read("portal-migrate").commands(mine):
        _run(command, mine)


def make_roles(server: Postgres, owner_password: str, portal_password: str) -> None:
    """Run roles.sql as an administrator does."""
    script = (DEPLOY / "postgresql" / "roles.sql").read_text(encoding="utf-8")
    server.sql(script, owner_password=owner_password, portal_password=portal_password)


def _run(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        [part.replace("/srv/portal/", f"{ROOT}/") for part in command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def production(
    stage: Stage,
    *,
    people: int = 40,
    tables: Path | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Host]:
    """Run a whole host until the block ends; `tables` is a disk for the tables alone."""
    folder, owner_word, portal_word = stage.folder, secrets.token_hex(12), secrets.token_hex(12)
    shown = certificate.make(folder / "tls")
    server = stage.enter_context(postgres.running(folder / "postgres", tables))
    make_roles(server, owner_word, portal_word)
    fence, fence_port = servers.redis(folder)
    pool, pool_port = servers.pgbouncer(folder, server, portal_word)
    gateway = Gateway()
    gateway.start_with(shown)
    stage.callback(gateway.stop)
    instance = folder / "instance"
    instance.mkdir(mode=0o700, exist_ok=True)
    ring = make_key_ring(key_ring_beside(instance))
    owner_url = server.url("portal_owner", owner_word)
    environment = settings_of(
        instance,
        f"postgresql+psycopg://portal:{portal_word}@127.0.0.1:{pool_port}/portal",
        PORTAL_PGBOUNCER="1",
        PORTAL_FENCE_STORAGE=f"redis://127.0.0.1:{fence_port}/0",
        PORTAL_SMS_URL=gateway.url,
        PORTAL_SMS_API_KEY=gateway.api_key,
        PORTAL_SMS_SECRET_KEY=gateway.secret_key,
        PORTAL_SMS_BRAND="TRAMYTE",
        SSL_CERT_FILE=str(shown.chain),
    ) | dict(settings or {})
    migrate(environment, owner_url)
    crypto.use(ring)
    residents = prepare(owner_url, people, people)
    pages, web_port = web(environment, folder / "web.log")
    beside = worker(environment, folder / "worker.log")
    told, figures_port = figures(environment, folder / "metrics.log")
    proxy = Proxy(folder / "nginx", shown, web_port)
    running = Supervisor([fence, pool, pages, beside, told, proxy.program])
    with running:
        for port in (fence_port, pool_port, web_port, proxy.port):
            wait_for(port, 60)
        yield Host(
            folder,
            shown,
            server,
            owner_url,
            environment,
            gateway,
            fence,
            pool,
            pages,
            beside,
            proxy,
            web_port,
            figures_port,
            residents,
            running,
        )
