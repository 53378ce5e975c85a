"""Where a scene plays: a temporary folder, what is ended with it, and its verdict."""

import importlib
import shutil
import signal
import sys
import tempfile
import time
import traceback
from contextlib import ExitStack
from pathlib import Path

from deploy.rehearse.verdict import Skipped, Verdict


class Stage(ExitStack):
    """A scene's folder, its verdict, and whatever it entered, ended in reverse."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.verdict = Verdict(name)
        self.folder = Path(tempfile.mkdtemp(prefix=f"portal-{name}-"))
        self.folder.chmod(0o755)  # servers that refuse root must reach their folders
        self.callback(shutil.rmtree, self.folder, ignore_errors=True)

    def tell_logs(self) -> None:
        """Print the end of what every program said, for whoever has to find out why."""
        for log in sorted(self.folder.rglob("*.log")):
            last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
            print(f"--- {log.name}", *last, sep="\n", file=sys.stderr)

    def say(self, line: str) -> None:
        """Tell whoever watches how far it is."""
        print(f"   {self.verdict.name}: {line}", file=sys.stderr, flush=True)


def perform(name: str) -> Verdict:
    """Play one scene; whatever it raises is a failure that is told.

    A scene that is ended from outside ends what it started first.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    began = time.monotonic()
    with Stage(name) as stage:
        try:
            importlib.import_module(f"deploy.rehearse.scenes.{name}").play(stage)
        except Skipped as reason:
            stage.verdict.skipped = str(reason)
        except Exception as error:
            traceback.print_exc()
            stage.tell_logs()
            stage.verdict.faults.append(f"{type(error).__name__}: {error}".partition("\n")[0])
    stage.verdict.figure("in all s", round(time.monotonic() - began))
    return stage.verdict
