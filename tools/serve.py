"""Serves the portal on this machine for `make run`: the web server and the sender of messages.

Both are children of this process. Ctrl-C, a kill, or the end of either one ends them all.
"""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

SECONDS_TO_FINISH = 10
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FOLDER_OF_PROGRAMS = Path(sys.executable).parent


def commands(port: int) -> list[list[str]]:
    gunicorn, flask = (str(FOLDER_OF_PROGRAMS / name) for name in ("gunicorn", "flask"))
    web = [gunicorn, "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    web += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    web += ["--preload", "wsgi:app"]  # imported once, not once a worker: half a second
    sender = [flask, "--app", "wsgi", "notifications", "send", "--forever"]
    return [web, sender]


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end those who do not."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(SECONDS_TO_FINISH)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def main() -> int:
    """Serve until interrupted: 0; or until a child ends by itself: 1."""
    port = int(os.environ.get("PORT") or 8000)
    if is_taken(port):
        sys.exit(f"Port {port} is taken. Try another: PORT={port + 1000} make run")
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands(port):
            # A session of its own: the terminal's Ctrl-C comes to this process alone.
            children.append(subprocess.Popen(command, start_new_session=True))
        print(f"\nhttp://127.0.0.1:{port}   (Ctrl-C ends it)\n", flush=True)
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    except KeyboardInterrupt:
        return 0
    finally:
        for ending in ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        stop(children)
    return 1


if __name__ == "__main__":
    sys.exit(main())
