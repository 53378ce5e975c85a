"""Can the time of an answer tell a number with an account from one without?

    python -m bench.known_numbers [--each 150]

Numbers with and without an account are typed in turn, each from an address of its own, in this
process, so that nothing but the work itself can differ. The figure is the share of pairs in
which the known number took longer (AUC): 0.5 tells nothing, 0.45 to 0.55 is the bar
(security.md, row 1).
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flask import Flask

from bench.pages import a_database
from portal.app import create_app
from portal.config import Config, Environment
from portal.kernel import crypto, migrations
from portal.kernel.db import make_engine, session
from portal.kernel.partial_date import PartialDate
from tests import cast
from tests.client import InspectingClient

LEAST, MOST = 0.45, 0.55


def main() -> None:
    """Measure on both kinds of database; end with 1 where the bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--each", type=int, default=150)
    each = options.parse_args().each
    missed = False
    for kind in ("sqlite", "postgresql"):
        with (
            tempfile.TemporaryDirectory() as name,
            a_database(Path(name), postgres=kind == "postgresql") as url,
        ):
            known, unknown = _times(_app(url, Path(name)), each)
        figure = auc(known, unknown)
        missed |= not LEAST <= figure <= MOST
        medians = [1000 * statistics.median(times) for times in (known, unknown)]
        sys.stdout.write(
            f"{kind:10} AUC {figure:.3f}  known {medians[0]:.1f} ms  unknown {medians[1]:.1f} ms"
            f"  {'missed' if not LEAST <= figure <= MOST else 'met'}\n"
        )
    sys.exit(missed)


def auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    """Return the share of pairs in which the known number took longer; ties count half."""
    longer = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
    return longer / (len(known) * len(unknown))


def _app(url: str, folder: Path) -> Flask:
    engine = make_engine(url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    config = Config(
        environment=Environment.TEST,
        database_url=url,
        instance=folder,
        secret_key="only for measuring, and long enough for that",
        key_ring=crypto.KeyRing({1: bytes(range(32))}),
        secure_cookies=False,
    )
    return create_app(config)


def _times(app: Flask, each: int) -> tuple[list[float], list[float]]:
    with app.app_context():
        for number in range(each):
            cast.a_person(
                f"Người Thứ {number}",
                born=PartialDate(date(1980, 1, 1)),
                personal_id=f"9990800{number:05}",
                phone=f"+8490000{number:05}",
            )
        session.commit()
        client = InspectingClient(app, use_cookies=True)
        _time(client, "999280099999", "10.9.0.1")  # whatever is made once is made now
        known: list[float] = []
        unknown: list[float] = []
        for number in range(each):
            for times, century in ((known, 0), (unknown, 1))[:: 1 if number % 2 else -1]:
                source = f"10.{century}.{number // 100}.{number % 100 + 1}"
                client = InspectingClient(app, use_cookies=True)
                times.append(_time(client, f"999{century}800{number:05}", source))
    app.extensions["portal.database"].engine.dispose()
    return known, unknown


def _time(client: InspectingClient, number: str, source: str) -> float:
    fields = {"csrf_token": client.token("/sign-in"), "personal_id": number}
    begun = time.perf_counter()
    client.post("/sign-in", data=fields, environ_overrides={"REMOTE_ADDR": source})
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
