"""The auditor tries the log and reads one member's days: no clinical value, no name."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import checkpoints, trail
from portal.audit.events import Basis, Event
from portal.audit.models import LINES, AuditLine
from portal.audit.trail import Line
from portal.kernel.db import database, reads, session
from portal.oversight import log_checks
from portal.oversight.pseudonyms import pseudonym
from tests import cast
from tests.audit import logbook
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.oversight.openings import an_opening, as_signed_in
from tests.oversight.reports import a_report, newest_line

LOG, STAFF = "/oversight/log", "/oversight/staff"


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(app: Flask) -> StaffCast:
    member = cast.quan()
    session.commit()
    return member


def look(person: Member, member: StaffCast, **other: Any) -> None:
    values: dict[str, Any] = {"event": Event.RECORD_SEEN, "section": "results"} | other
    trail.note(
        Line(
            about=person.person_id,
            by=as_signed_in(member).actor,
            basis=Basis.CONSENT,
            ground_ref="consent:1",
            **values,
        )
    )


def auditor(client: InspectingClient) -> InspectingClient:
    cast.sign_in_staff(client, cast.sy())
    client.set_cookie("language", "en")
    return client


def test_a_whole_log_is_said_to_be_whole(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    look(men, quan)
    with database().autocommit.connect() as connection:
        checkpoints.take(connection, checkpoints.own_file())
    auditor(visitor)

    page = visitor.submit(LOG)

    assert page.status_code == 200
    assert "The log is whole" in page.text
    assert "1 signed statement was compared" in page.text
    checked = sa.select(AuditLine.__table__).where(AuditLine.event == Event.LOG_CHECKED)
    line = reads().execute(checked).one()
    assert (line.section, line.object_ref) == ("whole", "log:whole")


@pytest.mark.parametrize("staff_name", ["", "quan"])
def test_a_changed_line_is_named(
    visitor: InspectingClient, men: Member, quan: StaffCast, staff_name: str
) -> None:
    look(men, quan)
    look(men, quan)
    auditor(visitor)
    seq = newest_line()
    with logbook.behind_the_triggers() as connection:
        connection.execute(sa.update(LINES).where(LINES.c.seq == seq).values(section="doses"))

    page = visitor.submit(LOG, {"staff_name": staff_name})

    assert "The log is not whole" in page.text
    assert "A line was changed" in page.text
    assert f"<dd>{seq}</dd>" in re.sub(r"\s*<(/?)dd>\s*", r"<\1dd>", page.text)
    assert pseudonym(men.person_id) in page.text
    assert "Mến" not in page.text


def test_a_cut_log_is_found_by_its_signed_statement(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    look(men, quan)
    look(men, quan)
    with database().autocommit.connect() as connection:
        checkpoints.take(connection, checkpoints.own_file())
    auditor(visitor)
    with logbook.behind_the_triggers() as connection:
        connection.execute(sa.delete(LINES).where(LINES.c.seq == newest_line()))

    for staff_name in ("", "quan"):
        page = visitor.submit(LOG, {"staff_name": staff_name})
        assert "The end was cut off" in page.text, staff_name


def test_a_long_log_is_left_to_the_command(
    visitor: InspectingClient, men: Member, quan: StaffCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(men, quan)
    look(men, quan)
    monkeypatch.setattr(log_checks, "LONGEST", 1)
    auditor(visitor)

    whole = visitor.submit(LOG)
    assert whole.status_code == 422
    assert "The log is long" in whole.text
    assert "The log is whole" in visitor.submit(LOG, {"staff_name": "quan"}).text


def test_an_unknown_name_is_said_beside_the_field(visitor: InspectingClient, app: Flask) -> None:
    auditor(visitor)

    for path in (LOG, STAFF):
        page = visitor.submit(path, {"staff_name": "nobody"})
        assert page.status_code == 422
        assert "No member of staff has this name" in page.text


def test_one_members_days_show_sections_grounds_and_no_name(
    visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    look(men, quan)
    time.pass_by(days=1)
    look(men, quan, section="medicines")
    look(men, quan, event=Event.ACCESS_REFUSED, permitted=False, section="history")
    an_opening(men, quan)
    auditor(visitor)

    found = visitor.submit(STAFF, {"staff_name": " Quan "})
    page = visitor.get(found.location or "").text

    for words in (
        "Bác sĩ Lê Minh Quân",
        "test results",
        "medicines and allergies",
        "personal history",
        "Refused",
        "Allowed by the patient",
        "Opened in an emergency",
        pseudonym(men.person_id),
    ):
        assert words in page, words
    assert page.count("<table") == 2, "two days"
    for secret in ("Mến", str(men.person_id), "Unconscious", men.personal_id[-6:]):
        assert secret not in page
    seen = sa.select(AuditLine.object_ref).where(AuditLine.event == Event.STAFF_SEEN)
    assert reads().execute(seen).scalars().all() == [f"staff:{quan.staff_id}"]


def test_ninety_days_and_no_more(
    visitor: InspectingClient, men: Member, quan: StaffCast, time: Time
) -> None:
    look(men, quan)
    time.pass_by(days=91)
    auditor(visitor)

    assert "Nothing in 90 days" in visitor.get(f"{STAFF}/{quan.staff_id}").text


def test_older_lines_follow_page_by_page(
    visitor: InspectingClient, men: Member, quan: StaffCast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(203):
        look(men, quan)
    auditor(visitor)

    first = visitor.get(f"{STAFF}/{quan.staff_id}").text
    assert first.count("<tr>") == 201
    older = re.search(r'href="([^"]+before=\d+)"', first)
    assert older
    assert visitor.get(older[1]).text.count("<tr>") == 4
    assert visitor.get(f"{STAFF}/{quan.staff_id}?before=1'").status_code == 404


def test_a_case_number_opens_the_one_name(
    visitor: InspectingClient, men: Member, quan: StaffCast
) -> None:
    lan = cast.lan()
    session.commit()
    look(men, quan)
    look(lan, quan)
    a_report(men, f"look:{newest_line() - 1}")
    auditor(visitor)

    page = visitor.submit(f"{STAFF}/{quan.staff_id}", {"case_number": "0317"}).text

    assert "Phạm Thị Mến, 1958" in page
    assert "Hà Thị Lan" not in page
    about = sa.select(AuditLine.person_id).where(
        AuditLine.event == Event.STAFF_SEEN, AuditLine.person_id.is_not(None)
    )
    assert reads().execute(about).scalars().all() == [men.person_id], "the patient reads it"


@pytest.mark.parametrize("typed", ["", "abc", "0999", "0317/2019", "0318"])
def test_other_numbers_open_no_name(
    visitor: InspectingClient, men: Member, quan: StaffCast, typed: str
) -> None:
    lan = cast.lan()
    session.commit()
    look(men, quan)
    a_report(men, f"look:{newest_line()}")
    a_report(lan, f"look:{newest_line()}")  # 0318: no line of this member at her record
    auditor(visitor)

    page = visitor.submit(f"{STAFF}/{quan.staff_id}", {"case_number": typed})

    assert page.status_code == 422
    assert "Mến" not in page.text
    assert "Hà Thị Lan" not in page.text


def test_only_auditors_come_here(visitor: InspectingClient, quan: StaffCast) -> None:
    cast.sign_in_staff(visitor, cast.dung())

    for path in (LOG, STAFF, f"{STAFF}/{quan.staff_id}"):
        assert visitor.get(path).status_code == 404


def test_a_pseudonym_is_the_same_each_time_and_another_for_each(men: Member) -> None:
    lan = cast.lan()

    assert pseudonym(men.person_id) == pseudonym(men.person_id)
    assert pseudonym(men.person_id) != pseudonym(lan.person_id)
    assert re.fullmatch(r"NB-[A-Z2-7]{8}", pseudonym(men.person_id))
