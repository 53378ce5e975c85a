"""Prepares the database, then serves the portal: what `make run` does.

The application is imported once, because a start should not take long; the web server
and the worker beside it are forked from it. Ctrl-C, a kill, or the end of any
one ends them all.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing import connection, get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from flask.cli import ScriptInfo
from gunicorn.app.wsgiapp import run as run_gunicorn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from portal.kernel.db import database
from wsgi import app

SECONDS_TO_FINISH = 10
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def flask(*arguments: str) -> None:
    """Run one of the portal's commands in this process."""
    loaded = ScriptInfo(create_app=lambda: app)
    with app.app_context():
        app.cli.main(arguments, "flask", obj=loaded, standalone_mode=False)


def prepare() -> None:
    flask("prepare")
    with app.app_context():
        database().engine.dispose()  # a connection may not be shared with the children


def serve(port: int) -> None:
    sys.argv = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    sys.argv += ["--workers", "2", "--threads", "8", "--log-level", "warning", "wsgi:app"]
    run_gunicorn()


def work() -> None:
    flask("work")


def start(work: Callable[..., None], *arguments: object) -> ForkProcess:
    def alone() -> None:
        os.setsid()  # the terminal's Ctrl-C comes to the parent alone
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_DFL)
        work(*arguments)

    child = get_context("fork").Process(target=alone)
    child.start()
    return child


def stop(children: list[ForkProcess]) -> None:
    """Ask all to end, and end those who do not."""
    for child in children:
        child.terminate()
    for child in children:
        child.join(SECONDS_TO_FINISH)
        child.kill()


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def main() -> int:
    """Serve until interrupted: 0; or until a child ends by itself: 1."""
    port = int(os.environ.get("PORT") or 8000)
    if is_taken(port):
        sys.exit(f"Port {port} is taken. Try another: PORT={port + 1000} make run")
    prepare()
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    children: list[ForkProcess] = []
    try:
        children += [start(serve, port), start(work)]
        print(f"\nhttp://127.0.0.1:{port}   (Ctrl-C ends it)\n", flush=True)
        connection.wait([child.sentinel for child in children])
    except KeyboardInterrupt:
        return 0
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        stop(children)
    return 1


if __name__ == "__main__":
    sys.exit(main())
