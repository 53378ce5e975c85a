"""What one request says of the browser that sent it, and the cookies it is given.

Services get a `Browser`; only views and this module touch the request.
"""

import ipaddress
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Request, Response

from portal.accounts.signed_in import config, cookie_name, token_hash
from portal.kernel import crypto

ATTEMPT, SESSION, DEVICE, COMPUTER = "pre", "sid", "dev", "pc"
KEEP_NOTHING = '"cache", "storage"'


@dataclass(frozen=True, kw_only=True)
class Browser:
    """One browser; tokens appear only as the hashes the database knows."""

    source: bytes = field(repr=False)
    attempt_hash: bytes = field(repr=False)
    device_hash: bytes = field(repr=False)
    computer_hash: bytes = field(repr=False)
    user_agent: str = ""


def of(request: Request) -> Browser:
    """Describe the browser behind a request."""
    return Browser(
        source=source_key(request.remote_addr or ""),
        attempt_hash=_cookie_hash(request, ATTEMPT),
        device_hash=_cookie_hash(request, DEVICE),
        computer_hash=_cookie_hash(request, COMPUTER),
        user_agent=request.user_agent.string[:300],
    )


def _cookie_hash(request: Request, name: str) -> bytes:
    return token_hash(request.cookies.get(cookie_name(config(), name), ""))


def source_key(address: str) -> bytes:
    """Return the key an address is counted under: itself, or its /56 for IPv6.

    Keyed, so that the table of limits holds no addresses.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return crypto.mac("source", "unknown")
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        parsed = ipaddress.ip_network((parsed, 56), strict=False).network_address
    return crypto.mac("source", str(parsed))


def give(
    response: Response, name: str, token: str, *, lifetime: timedelta | None = None
) -> Response:
    """Set one of our cookies: unreadable for scripts, for this host only."""
    response.set_cookie(
        cookie_name(config(), name),
        token,
        max_age=lifetime,
        secure=config().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def take(response: Response, name: str) -> Response:
    """Remove one of our cookies."""
    response.delete_cookie(
        cookie_name(config(), name),
        secure=config().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response


def held_a_session(request: Request) -> bool:
    """Say whether the browser comes with a session, running or not."""
    return cookie_name(config(), SESSION) in request.cookies


def forget_pages(response: Response) -> Response:
    """Let the browser keep nothing of the pages of whoever was here."""
    response.headers["Clear-Site-Data"] = KEEP_NOTHING
    return response


def keep_choice(response: Response, name: str, value: str) -> Response:
    """Keep a choice that says nothing about anybody (the language) for a year."""
    response.set_cookie(
        name,
        value,
        max_age=timedelta(days=365),
        secure=config().secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return response
