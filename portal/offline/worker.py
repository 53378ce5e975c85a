"""The service worker: which files it keeps, under a name that changes with them."""

import hashlib
import json

from portal.config import ROOT
from portal.kernel.assets import Assets

SCRIPTS = ROOT / "static" / "js"
NEEDED = ("app.css", "icons.svg")  # what the offline page is drawn with


def script(page: str, address: str, assets: Assets) -> str:
    """Return the worker that keeps this page and its files; other content is another worker."""
    files = [assets.url(name) for name in NEEDED]
    name = hashlib.sha256(json.dumps([page, files]).encode()).hexdigest()[:16]
    kept = json.dumps({"name": name, "page": address, "files": files})
    return f"const KEPT = {kept};\n{_read('worker.js')}"


def removal() -> str:
    """Return the worker that throws away what others kept, and then itself."""
    return _read("worker_gone.js")


def _read(name: str) -> str:
    return (SCRIPTS / name).read_text(encoding="utf-8")
