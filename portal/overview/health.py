"""Is the process alive, and may it take work? Answered without details."""

import shutil
from collections.abc import Callable

import sqlalchemy as sa
from flask import Blueprint, current_app

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.audit import canary
from portal.extensions import fence
from portal.kernel import clock, clock_watch, migrations
from portal.kernel.crypto import seal, unseal
from portal.kernel.db import database, reads
from portal.kernel.logs import log
from portal.notifications import queries as outbox

blueprint = Blueprint("health", __name__)
ENOUGH_BYTES = 200 * 1024 * 1024


@blueprint.get("/healthz")
@public
@fence.exempt
def alive() -> tuple[str, int]:
    """Say that the process answers; nothing else is touched."""
    return "ok", 200


@blueprint.get("/readyz")
@public
@fence.exempt
def ready() -> tuple[str, int]:
    """Say whether requests can be served: a write, the disk, the schema, the clock, the keys,
    the outbox, and the daily trial of the log."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _can_write,
        "disk": _has_room,
        "schema": lambda: migrations.serves(reads()),
        "clock": lambda: clock_watch.agrees(reads()),
        "keys": lambda: unseal("ready.check", seal("ready.check", "ok")) == "ok",
        "outbox": lambda: outbox.is_moving(clock.now()),
        "log": lambda: canary.is_well(clock.now()),
    }
    for name, check in checks.items():
        try:
            passed = check()
        except (sa.exc.SQLAlchemyError, OSError):
            passed = False
        if not passed:
            log.warning("not_ready", where=name)
            return "not ready", 503
    return "ready", 200


def _can_write() -> bool:
    with database().engine.connect() as connection, connection.begin() as transaction:
        connection.execute(sa.text("CREATE TEMPORARY TABLE ready_probe (probe INTEGER)"))
        connection.execute(sa.text("INSERT INTO ready_probe VALUES (1)"))
        transaction.rollback()
    return True


def _has_room() -> bool:
    folder = config().instance if config().instance.exists() else current_app.root_path
    return shutil.disk_usage(folder).free > ENOUGH_BYTES
