"""The browser library is the file that was looked at, and nothing else."""

import base64
import hashlib
import re

from tests.components.gallery import ROOT

VENDOR = ROOT / "static" / "js" / "vendor"


def test_htmx_is_the_recorded_file() -> None:
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha384((VENDOR / "htmx.min.js").read_bytes()).digest()

    recorded = re.search(r"sha384-([A-Za-z0-9+/=]+)", readme)

    assert recorded, "no digest in the README"
    assert recorded[1] == base64.b64encode(digest).decode()


def test_only_listed_files_are_vendored() -> None:
    assert sorted(path.name for path in VENDOR.iterdir()) == ["README.md", "htmx.min.js"]
