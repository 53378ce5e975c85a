"""Google's audits of the pages a resident opens first, as a cheap phone on slow 3G loads them.

    python -m bench.lighthouse

First visits: nothing is in the browser's cache; the best of three. `make lighthouse` prepares
what it needs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask

from bench.servers import ROOT, serve
from portal.app import create_app
from portal.config import from_environment
from tests.browser.commune import Commune
from tests.client import InspectingClient

TOOL = ROOT / "tools" / "lighthouse" / "audit.mjs"
SECONDS = 1800
LAN = "099 195 000 123"
BARS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
OPEN_TO_ALL = "sign-in"


def main() -> int:
    """Audit, print a table, and say which bar was missed."""
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as name:
        folder = Path(name)
        environment = {"PORTAL_ENV": "development", "PORTAL_INSTANCE": str(folder)}
        app = create_app(from_environment(environment))
        with app.app_context():
            prepared = app.test_cli_runner().invoke(args=["prepare"])
        assert prepared.exit_code == 0, prepared.output
        with serve("wsgi:app", environment, folder / "portal.log") as server:
            here = f"http://localhost:{server.port}"
            client, baby = _sign_in(app, folder)
            audited = _audit(here, client, baby)
    return _print(audited)


def _sign_in(app: Flask, folder: Path) -> tuple[InspectingClient, str]:
    """Sign Lan in; return her browser and the baby's record."""
    client = InspectingClient(app, app.response_class, use_cookies=True)
    client.submit("/sign-in", {"personal_id": LAN})
    code = Commune(app, "", folder / "messages.jsonl").newest_code()
    client.submit("/sign-in/code", {"code": code})
    home = client.get("/home").text
    return client, home.partition('href="/people/')[2].partition("/")[0]


def _audit(here: str, client: InspectingClient, baby: str) -> list[dict[str, Any]]:
    session = client.get_cookie("sid")
    assert session, "nobody is signed in"
    paths = {
        OPEN_TO_ALL: "/sign-in",
        "home": "/home",
        "immunisations": f"/people/{baby}/immunisations",
        "record": f"/people/{baby}/record",
        "fee": "/fees",
    }
    asked = {
        "cookie": {"name": "sid", "value": session.value, "domain": "localhost", "path": "/"},
        "pages": [
            {"name": name, "url": here + path, "signedIn": name != OPEN_TO_ALL}
            for name, path in paths.items()
        ],
    }
    done = subprocess.run(
        ["node", str(TOOL)],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def _print(audited: list[dict[str, Any]]) -> int:
    """Print what was found; 1 when a bar was missed."""
    titles = (*BARS, "LCP s", "blocked ms", "shift", "requests", "bytes")
    print(f"{'':14}" + "".join(f"{title:>15}" for title in titles))
    missed = []
    for page in audited:
        name, scores = page["name"], page["scores"]
        cells = [scores[bar] for bar in BARS]
        cells += [f"{page['lcp'] / 1000:.2f}", f"{page['blocked']:.0f}", f"{page['shift']:.3f}"]
        cells += [page["requests"], page["bytes"]]
        print(f"{name:14}" + "".join(f"{cell:>15}" for cell in cells))
        missed += [
            f"{name}: {bar} {scores[bar]}, wanted {least}"
            for bar, least in BARS.items()
            if scores[bar] < least and (bar != "seo" or name == OPEN_TO_ALL)
        ]
    for page in audited:
        for fault in page["faults"]:
            print(f"  {page['name']}: {fault}")
    print("\nmissed: " + "; ".join(missed) if missed else "\nevery bar is met")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
