"""J9: the log is tried, a tampering is found, one member's 90 days show no clinical value."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from playwright.sync_api import Browser

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Line
from portal.kernel.db import reads
from portal.oversight.pseudonyms import pseudonym
from portal.staff.queries import member_named
from tests.browser.commune import Commune
from tests.browser.conftest import Phone
from tests.browser.desk import a_desk, person_named
from tests.conftest import Time

SECTIONS = ("results", "medicines", "visits", "history")


def quan_looks(commune: Commune, person_id: UUID, time: Time) -> int:
    """Let quan look at a record on four days; return the number of the last line."""
    now = time.now
    with commune.app.app_context():
        quan = member_named(reads(), "quan")
        assert quan is not None
        for days_ago, section in zip((40, 20, 10, 0), SECTIONS, strict=True):
            time.now = now - timedelta(days=days_ago)
            trail.note(
                Line(
                    event=Event.RECORD_SEEN,
                    about=person_id,
                    by=quan.actor,
                    basis=Basis.CONSENT,
                    section=section,
                )
            )
        time.now = now
        return int(reads().execute(sa.select(sa.func.max(AuditLine.seq))).scalar_one())


@contextmanager
def tampered(commune: Commune, seq: int) -> Iterator[None]:
    """Take the trigger away, change a line, and put the trigger back."""
    path = commune.messages.parent / "portal.sqlite"
    with closing(sqlite3.connect(path)) as plain, plain:
        [sql] = plain.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'audit_line_no_UPDATE'"
        ).fetchone()
        [before] = plain.execute(
            "SELECT actor_name FROM audit_line WHERE seq = ?", (seq,)
        ).fetchone()
    _rewrite(path.as_posix(), sql, seq, "Y sĩ Vi Thị Thơm")
    yield
    _rewrite(path.as_posix(), sql, seq, before)


def _rewrite(path: str, trigger: str, seq: int, name: str) -> None:
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute("DROP TRIGGER audit_line_no_UPDATE")
        plain.execute("UPDATE audit_line SET actor_name = ? WHERE seq = ?", (name, seq))
        plain.execute(trigger)


def test_j9_the_auditor_finds_a_tampering_and_follows_one_member(
    phone: Phone, chromium: Browser, commune: Commune, time: Time
) -> None:
    men = person_named(commune, "Phạm Thị Mến")
    seq = quan_looks(commune, men, time)

    with a_desk(chromium, commune, javascript=phone.javascript) as desk:
        desk.sign_in("sy")
        desk.open("/oversight/log")
        desk.press("main form button")
        assert desk.page.locator('.notice[data-tone="ok"]').count() == 1, "whole"

        with tampered(commune, seq):
            desk.open("/oversight/log")
            desk.press("main form button")
            assert desk.page.locator('.notice[data-tone="bad"]').count() == 1
            assert desk.reads(str(seq)), "the bad line is named"
            assert desk.reads(pseudonym(men))
            desk.open("/oversight/log")
            desk.fill("staff_name", "quan")
            desk.press("main form button")
            assert desk.reads(str(seq)), "found among what this member touched, too"

        desk.open("/oversight/staff")
        desk.fill("staff_name", "quan")
        desk.press("main form button")
        assert desk.path.startswith("/oversight/staff/")
        assert desk.reads("Lê Minh Quân")
        assert desk.page.locator("table").count() >= len(SECTIONS), "a table a day"
        text = desk.page.locator("body").inner_text()
        for secret in ("Mến", "Penicillin", "Amlodipin", "Metformin", "mmol", "mmHg", "I10"):
            assert secret not in text, secret
        desk.resize(360)
