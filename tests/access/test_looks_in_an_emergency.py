"""An emergency in the log: red, with the reason, and who judges it by when."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.audit.events import Basis, Event
from portal.emergency.models import Verdict
from portal.kernel import clock
from portal.kernel.db import session
from tests import cast
from tests.access.grounds import (
    WHY,
    a_daughter,
    an_opening,
    delegates,
    emergency_look,
    log_of,
    rows,
    staff_look,
)
from tests.client import InspectingClient
from tests.conftest import Time

EARLIER = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # today, 8:30 in Viet Nam


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def looked(person: cast.Member, **more: Any) -> None:
    ha = cast.ha()
    emergency_look(person, ha, EARLIER, an_opening(person, ha, **more))
    session.commit()


def log_as(visitor: InspectingClient, reader: cast.Member, person: cast.Member) -> str:
    session.commit()
    cast.sign_in(visitor, reader)
    return visitor.get(log_of(person)).text


def test_the_reason_and_the_day_of_the_review_stand_below(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    looked(men)

    page = log_as(visitor, men, men)

    [row] = [row for row in rows(page) if "Hà" in row]
    assert "Emergency opening" in row
    assert 'data-tone="bad"' in page
    assert f"Unconscious. {WHY}." in row
    assert "must review it before 9:00, 27 Nov 2026" in row
    assert "I do not know this person" in row


def test_a_late_review_is_called_late(app: Flask, visitor: InspectingClient, time: Time) -> None:
    men = cast.men()
    looked(men)
    time.pass_by(hours=73)

    assert "The review is late; it was due by 9:00 today" in log_as(visitor, men, men)


@pytest.mark.parametrize(
    ("verdict", "note", "words"),
    [
        (Verdict.JUSTIFIED, None, "Reviewed: it was justified."),
        (Verdict.NOT_JUSTIFIED, "Có thể hỏi", "Reviewed: it was not justified. Có thể hỏi"),
    ],
)
def test_the_verdict_takes_the_place_of_the_deadline(
    app: Flask, visitor: InspectingClient, verdict: Verdict, note: str | None, words: str
) -> None:
    men, dung = cast.men(), cast.dung()
    looked(
        men,
        reviewed_at=clock.now(),
        reviewed_by=dung.staff_id,
        verdict=verdict,
        review_note=note,
    )

    page = log_as(visitor, men, men)

    assert words in page
    assert "must review" not in page


def test_a_review_is_no_emergency_itself(app: Flask, visitor: InspectingClient) -> None:
    men, dung, ha = cast.men(), cast.dung(), cast.ha()
    opening = an_opening(men, ha)
    for event in (Event.STAFF_SEEN, Event.EMERGENCY_REVIEWED):
        staff_look(men, dung, EARLIER, basis=Basis.EMERGENCY, event=event, section="emergency",
                   object_ref=f"emergency:{opening}")  # fmt: skip

    page = log_as(visitor, men, men)

    [row] = [row for row in rows(page) if "Dũng" in row]
    assert "reading about the emergency opening, reviewing the emergency opening" in row
    assert "Did not see the record" in row
    assert WHY not in page


def test_two_openings_of_one_clinician_are_two_looks(app: Flask, visitor: InspectingClient) -> None:
    men, ha = cast.men(), cast.ha()
    for minute, why in enumerate(("Người bệnh ngất xỉu ở chợ", "Người bệnh lại ngất ở nhà")):
        opening = an_opening(men, ha, explanation=why)
        emergency_look(men, ha, EARLIER + timedelta(minutes=minute), opening)

    said = [row for row in rows(log_as(visitor, men, men)) if "Hà" in row]

    assert len(said) == 2
    assert "lại ngất ở nhà" in said[0]
    assert "ngất xỉu ở chợ" in said[1]


def test_free_words_stay_with_the_person_from_15_on(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    looked(daughter)

    to_mother = log_as(visitor, mother, daughter)
    to_daughter = log_as(visitor, daughter, daughter)

    assert "Unconscious." in to_mother
    assert WHY not in to_mother
    assert WHY in to_daughter


def test_a_mother_reads_all_about_her_baby(app: Flask, visitor: InspectingClient) -> None:
    mother = cast.lan()
    son = cast.minh(mother)
    looked(son)

    assert WHY in log_as(visitor, mother, son)


def test_a_delegate_reads_the_reason_alone(app: Flask, visitor: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    delegates(men, lan)
    looked(men)

    page = log_as(visitor, lan, men)

    assert "Unconscious." in page
    assert not re.search(WHY, page)
