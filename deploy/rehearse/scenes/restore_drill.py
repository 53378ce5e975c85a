"""A backup is made while residents write, and lived from: restored, checked, and served."""

import secrets
import time

import sqlalchemy as sa

from deploy.rehearse import load
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.postgres import programs
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage

RESIDENTS = 4


def play(stage: Stage) -> None:
    key = stage.folder / "backups.key"
    settings = {
        "PORTAL_BACKUPS": str(stage.folder / "backups"),
        "PORTAL_BACKUP_IDENTITY": str(key),
        "PORTAL_POSTGRESQL_PROGRAMS": str(programs()),
    }
    with production(stage, people=200, settings=settings) as host:
        public = host.flask("backup", "new-key", str(key)).strip()
        mine = {
            "PORTAL_BACKUP_RECIPIENTS": public,
            "PORTAL_BACKUP_DATABASE_URL": _past_the_pooler(host),
        }
        host.flask("audit", "checkpoint", **mine)
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            wait_until(lambda: len(work.acknowledged) > RESIDENTS, 120, "forms are taken")
            stage.verdict.figure("backup s", _timed(host, "create", **mine))
        beside = _second_machine(host)
        stage.verdict.figure("drill s", _timed(host, "drill", "--at", beside, **mine))
        _restored_elsewhere(host, stage, mine)
        judge(host, work, stage.verdict)


def _timed(host: Host, *words: str, **settings: str) -> float:
    began = time.monotonic()
    host.flask("backup", *words, **settings)
    return time.monotonic() - began


def _restored_elsewhere(host: Host, stage: Stage, mine: dict[str, str]) -> None:
    """Restore into a new database and let the portal's commands live from it."""
    host.database.sql("CREATE DATABASE restored OWNER portal_owner TEMPLATE template0")
    url = host.owner_url.rsplit("/", 1)[0] + "/restored"
    newest = max((stage.folder / "backups").glob("*.age"))
    began = time.monotonic()
    host.flask("backup", "restore", str(newest), "--to", url, **mine)
    stage.verdict.figure("restore s", time.monotonic() - began)
    said = host.flask("audit", "verify", PORTAL_DATABASE_URL=url, PORTAL_PGBOUNCER="0")
    stage.verdict.expect("are whole" in said, f"the restored log is whole: {said}")
    for full in (host.owner_url, url):
        refused = _refusal(host, newest.as_posix(), full, mine)
        stage.verdict.expect("not empty" in refused, "a full database is refused")


def _refusal(host: Host, newest: str, url: str, mine: dict[str, str]) -> str:
    try:
        return host.flask("backup", "restore", newest, "--to", url, **mine)
    except RuntimeError as refused:
        return str(refused)


def _past_the_pooler(host: Host) -> str:
    """Name the pages' own role on the server itself: it reads every table."""
    url = sa.make_url(host.environment["PORTAL_DATABASE_URL"]).set(port=host.database.port)
    return url.render_as_string(hide_password=False)


def _second_machine(host: Host) -> str:
    """Name a role as the guide makes it where restoring is tried: it may make databases."""
    word = secrets.token_hex(12)
    host.database.sql(f"CREATE ROLE drill LOGIN CREATEDB PASSWORD '{word}'")
    return host.database.url("drill", word, "postgres")
