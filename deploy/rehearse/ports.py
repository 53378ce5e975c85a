"""Free ports of this machine, none given twice."""

import socket
import time

_given: set[int] = set()


def free_port() -> int:
    """Return a port nobody listens on."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port


def listens(port: int) -> bool:
    """Say whether somebody accepts connections there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for(port: int, seconds: float = 30) -> None:
    """Wait until somebody listens; raise TimeoutError."""
    end = time.monotonic() + seconds
    while not listens(port):
        if time.monotonic() > end:
            raise TimeoutError(f"nobody listens on {port} after {seconds:.0f} s")
        time.sleep(0.05)
