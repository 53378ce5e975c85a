"""Residents of the rehearsal who sign in themselves, with a code from a message."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask

from deploy.rehearse.gateway import Gateway
from deploy.rehearse.host import Host
from deploy.rehearse.load import Answer, Browser
from deploy.rehearse.processes import wait_until
from portal.app import create_app
from portal.config import from_environment
from portal.kernel.db import database
from tests.cast import Member


@contextmanager
def as_an_operator(host: Host) -> Iterator[Flask]:
    """Give an application on the owner's connection, to put people and papers there."""
    config = replace(from_environment(host.environment), database_url=host.owner_url)
    app = create_app(replace(config, connections=replace(config.connections, pgbouncer=False)))
    with app.app_context():
        yield app
        database().engine.dispose()


def browser(host: Host, number: int = 200) -> Browser:
    """Return a browser nobody has signed in with."""
    return Browser(host.proxy.port, host.certificate.trusted(), number=number)


def code_sent(gateway: Gateway, member: Member, before: int, seconds: float = 60) -> str:
    """Wait for a message to somebody's phone; return the code in it."""
    phone = f"0{member.phone.removeprefix('+84')}"

    def codes() -> list[str]:
        mine = [one["Content"] for one in gateway.accepted[before:] if one["Phone"] == phone]
        return [found[1] for text in mine if (found := re.search(r"\b(\d{6})\b", text))]

    wait_until(codes, seconds, "a message with a code")
    return codes()[-1]


def sign_in(host: Host, at: Browser, member: Member) -> Answer:
    """Type the number, wait for the message, type the code; return the last answer."""
    before = len(host.gateway.accepted)
    at.submit("/sign-in", {"personal_id": member.personal_id})
    return at.submit("/sign-in/code", {"code": code_sent(host.gateway, member, before)})
