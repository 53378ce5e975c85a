"""What the configuration says, held against what production needs."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from portal.config import Config, Environment
from portal.selfcheck.verdicts import Grade, Verdict, verdicts

LEAST_BITS = 128
LOCAL = ("", "localhost", "127.0.0.1", "::1")
ENCRYPTED = ("require", "verify-ca", "verify-full")
COOKIES = {
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}


def of_config(config: Config) -> Iterator[Verdict]:
    """Judge the settings of an installation."""
    yield from verdicts("environment", _environment(config))
    yield from verdicts("settings", config.faults())
    yield from verdicts("secret key", _secret(config))
    yield from verdicts("proxy", _proxy(config), Grade.NOTICE)
    yield from verdicts("limits of requests", _fence(config))
    yield from verdicts("way to the database", _way(config.database_url))
    yield from verdicts("kind of database", _kind(config.database_url), Grade.NOTICE)


def of_flask(settings: Mapping[str, Any], *, debug: bool) -> Iterator[Verdict]:
    """Judge what the framework was told."""
    yield from verdicts("debug", _debug(settings, debug=debug))
    wrong = [name for name, value in COOKIES.items() if settings.get(name) != value]
    yield from verdicts("cookies", [f"{name} is not as it has to be" for name in wrong])
    yield from verdicts("host names", _hosts(settings.get("TRUSTED_HOSTS") or ()))


def _environment(config: Config) -> Iterator[str]:
    if config.environment is not Environment.PRODUCTION:
        yield f"PORTAL_ENV is {config.environment}: test hooks and made-up keys may be on"


def _secret(config: Config) -> Iterator[str]:
    for key in (config.secret_key, *config.secret_key_fallbacks):
        if bits(key) < LEAST_BITS:
            yield f"PORTAL_SECRET_KEY is guessable: fewer than {LEAST_BITS} bits"


def bits(text: str) -> float:
    """Estimate how many bits a text has, by how often each of its characters occurs."""
    counts = Counter(text)
    each = sum(-count / len(text) * math.log2(count / len(text)) for count in counts.values())
    return each * len(text)


def _proxy(config: Config) -> Iterator[str]:
    if not config.behind_proxy:
        yield "PORTAL_BEHIND_PROXY is off: who ends TLS, and whose addresses are counted?"


def _fence(config: Config) -> Iterator[str]:
    if config.fence_storage.startswith("memory"):
        yield "PORTAL_FENCE_STORAGE is memory: each worker counts by itself; name a Redis"


def _way(address: str) -> Iterator[str]:
    url = sa.make_url(address)
    if url.get_backend_name() == "sqlite":
        return
    named = url.query.get("host", ())
    hosts = (named,) if isinstance(named, str) else named
    far = [host for host in (*hosts, url.host or "") if not _is_near(host.rsplit(":", 1)[0])]
    if far and url.query.get("sslmode") not in ENCRYPTED:
        yield "the database is on another machine: sslmode=verify-full"


def _is_near(host: str) -> bool:
    return host in LOCAL or host.startswith("/")


def _kind(address: str) -> Iterator[str]:
    if address.startswith("sqlite"):
        yield "SQLite: one machine, one writer, no role that could refuse a change of the log"


def _debug(settings: Mapping[str, Any], *, debug: bool) -> Iterator[str]:
    for name in ("DEBUG", "TESTING", "PROPAGATE_EXCEPTIONS", "TRAP_HTTP_EXCEPTIONS"):
        if settings.get(name):
            yield f"{name} is on"
    if debug and not settings.get("DEBUG"):
        yield "debug is on"


def _hosts(hosts: Any) -> Iterator[str]:
    if not hosts:
        yield "PORTAL_TRUSTED_HOSTS is empty"
    for host in hosts:
        if host in ("*", ".") or host.count(".") < 1 + host.startswith("."):
            yield "PORTAL_TRUSTED_HOSTS names more than this portal's own addresses"
