"""Refuses a file that carries a key or a password: `python tools/secrets_check.py FILE...`."""

import re
import sys
from pathlib import Path

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a password in an address": re.compile(r"://[^/\s:@{<]+:[^@\s{<$]{6,}@"),
    "a secret value": re.compile(
        r"(?i)\b(?:api_?key|secret(?:_?key)?|password|token)\b[\"']?\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{24,}[\"']"
    ),
}


def secrets_in(path: Path) -> list[str]:
    """Name what the file must not carry, with its line; binary files carry no text."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{path}:{number}: {what}"
        for number, line in enumerate(lines, start=1)
        for what, pattern in SECRETS.items()
        if pattern.search(line)
    ]


if __name__ == "__main__":
    found = [secret for name in sys.argv[1:] for secret in secrets_in(Path(name))]
    print("\n".join(found))
    sys.exit(1 if found else 0)
