"""Mallory: every role of a station in one account, a phone of their own, and no scruple.

They know every id in the database, every number and most answers, read each page they are
shown and each message to their own phone, and may send any form to any address.
"""

import contextvars
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pypdf
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from portal.kernel.db import session
from portal.notifications.models import OutboxMessage
from portal.staff.roles import Role
from tests.client import InspectingClient

ROLES = (Role.STATION_STAFF, Role.STATION_HEAD, Role.CLINICIAN, Role.COLLABORATOR)
# What moves accounts, papers and people; reading a record has attacks of its own.
MATTER = re.compile(r"^(desk|resets|issuing|merging|oversight|staff\.\w*(member|invit|again|code))")
# The doors anybody may knock at.
DOORS = re.compile(r"^/(activate|contest|sign-in|sms)\b")
CODES = re.compile(r"\b[2-9A-Z]{4}(?: [2-9A-Z]{4}){1,3}\b|\b\d{8}\b|\b\d{6}\b")
MOST_KEPT = 8


class QuickClient(InspectingClient):
    """A browser whose pages are not inspected: thousands are sent here for what they change."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return contextvars.Context().run(
            lambda: super(InspectingClient, self).open(*args, **kwargs)
        )


def forms_of(app: Flask) -> tuple[Sequence[Rule], Sequence[Rule]]:
    """Return the forms of staff in this matter, and those of anybody."""
    posts = sorted(
        (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())),
        key=lambda rule: rule.rule,
    )
    inside = [
        rule
        for rule in posts
        if hasattr(app.view_functions[rule.endpoint], "staff_roles") and MATTER.match(rule.endpoint)
    ]
    return inside, [rule for rule in posts if DOORS.match(rule.rule)]


@dataclass(kw_only=True)
class Hands:
    """A browser with what its owner has read so far; codes newest last."""

    browser: QuickClient
    page: str
    phone: str
    since: datetime
    seen: list[str] = field(default_factory=list)
    token: str = ""

    def send(self, rule: Rule, ids: Mapping[str, UUID], fields: Mapping[str, object]) -> int:
        """Send a form, read what comes back and the messages to one's own phone."""
        path = rule.rule
        for name in rule.arguments:
            path = re.sub(rf"<[^>]*\b{name}>", str(ids[name]), path)
        self.token = self.token or self.browser.token(self.page)
        answer = self.browser.post(path, data={"csrf_token": self.token, **fields})
        self._read(answer)
        if answer.status_code == 303:
            self._read(self.browser.get(answer.location))
        self._read_messages()
        return answer.status_code

    def _read(self, answer: TestResponse) -> None:
        if answer.mimetype == "application/pdf":
            pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
            self._keep("\n".join(page.extract_text() for page in pages))
        elif answer.mimetype == "text/html":
            self._keep(re.sub(r"<[^>]+>", " ", answer.text))

    def _read_messages(self) -> None:
        sent = session.execute(
            sa.select(OutboxMessage.recipient, OutboxMessage.text).where(
                OutboxMessage.created_at >= self.since
            )
        ).all()
        session.commit()  # nothing is held while pages are fetched
        for message in sent:
            if message.recipient == self.phone:
                self._keep(message.text or "")

    def _keep(self, text: str) -> None:
        self.seen += [code for code in CODES.findall(text) if code not in self.seen]
        del self.seen[:-MOST_KEPT]
