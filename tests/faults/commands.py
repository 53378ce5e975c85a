"""Running `flask …` as an operator does: in another process, on the files of a served portal."""

import json
import subprocess
import sys
from collections.abc import Sequence

from portal.config import ROOT
from tests.faults.mortal_server import MortalServer

_RUN = """
import json, sys
from wsgi import app
ends = []
for words in json.loads(sys.argv[1]):
    try:
        app.cli.main(words, "flask")
    except SystemExit as end:
        ends.append(end.code)
print(json.dumps(ends))
"""


def flask_all(server: MortalServer, commands: Sequence[Sequence[str]]) -> tuple[list[int], bytes]:
    """Run commands one after the other; return how each ended and all that was said."""
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [sys.executable, "-c", _RUN, json.dumps(commands)],
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        check=True,
    )
    *said, ends = done.stdout.splitlines(keepends=True)
    return json.loads(ends), b"".join(said) + done.stderr
