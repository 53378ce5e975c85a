"""No line of the log is shown as "something else", and no search is a look."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from portal.access.deeds import deed_of
from portal.access.queries import NOT_SHOWN, SHOWN
from portal.audit.events import Basis, Event
from portal.consents.models import Consent
from portal.kernel.db import session
from tests import cast
from tests.access.grounds import a_consent, delegates, log_of, rows, staff_look
from tests.access.lines import a_line, a_look
from tests.client import InspectingClient

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LOOKS = (Event.RECORD_SEEN, Event.DESK_SEEN, Event.ACCESS_REFUSED, Event.RECORD_IMPORTED)


@pytest.mark.parametrize("event", [event for event in SHOWN if event not in LOOKS])
def test_every_event_has_words_of_its_own(event: Event) -> None:
    said = deed_of(a_line(YESTERDAY, event=event), {})

    assert said
    assert said not in ("something else", deed_of(a_line(YESTERDAY, event=Event.SIGNED_IN), {}))


def test_events_are_shown_or_left_out_on_purpose() -> None:
    assert Event.PATIENT_SEARCHED in NOT_SHOWN
    assert set(SHOWN) | set(NOT_SHOWN) == set(Event)


def test_changes_name_whom_they_are_about(app: Flask, visitor: InspectingClient) -> None:
    visitor.set_cookie("language", "en")
    men, quan, lan = cast.men(), cast.quan(), cast.lan()
    consent, named = a_consent(men, staff=quan), delegates(men, lan)
    for event, reference in (
        (Event.CONSENT_GRANTED, f"consent:{consent}"),
        (Event.PERSON_BLOCKED, f"staff:{quan.staff_id}"),
        (Event.REPRESENTATION_STARTED, f"representation:{named}"),
        (Event.VISIT_HIDDEN, f"encounter:{uuid4()}"),
    ):
        a_look(men, YESTERDAY, by=men, basis=Basis.SELF, event=event, object_ref=reference)
    session.commit()
    cast.sign_in(visitor, men)

    row = rows(visitor.get(log_of(men)).text)[-1]

    assert "allowing bác sĩ Lê Minh Quân to look" in row
    assert "shutting out bác sĩ Lê Minh Quân" in row
    assert "making Hà Thị Lan a representative" in row
    assert "hiding a visit from the household" in row


def test_a_consent_of_somebody_else_gives_no_name(app: Flask, visitor: InspectingClient) -> None:
    visitor.set_cookie("language", "en")
    men, lan, quan = cast.men(), cast.lan(), cast.quan()
    foreign = a_consent(lan, staff=quan)
    a_look(men, YESTERDAY, by=men, basis=Basis.SELF, event=Event.CONSENT_GRANTED,
           object_ref=f"consent:{foreign}")  # fmt: skip
    session.commit()
    cast.sign_in(visitor, men)

    page = visitor.get(log_of(men)).text

    assert session.get(Consent, foreign) is not None
    assert "allowing somebody to look" in rows(page)[-1]
    assert "Quân" not in page


def test_what_staff_do_without_reading_is_marked_so(app: Flask, visitor: InspectingClient) -> None:
    visitor.set_cookie("language", "en")
    men, quan = cast.men(), cast.quan()
    staff_look(men, quan, YESTERDAY, basis=None, event=Event.ACCESS_REQUESTED, section="share")
    staff_look(men, quan, YESTERDAY, event=Event.RECORD_ADDED, section="visits")
    session.commit()
    cast.sign_in(visitor, men)

    said = rows(visitor.get(log_of(men)).text)

    [asked] = [row for row in said if "asking to see the record" in row]
    assert "Did not see the record" in asked
    [wrote] = [row for row in said if "writing into the record: visits" in row]
    assert "Mến agreed" in wrote


def test_a_representative_of_the_list_is_named_by_a_machine(
    app: Flask, visitor: InspectingClient
) -> None:
    visitor.set_cookie("language", "en")
    men, lan = cast.men(), cast.lan()
    named = delegates(men, lan)
    a_look(men, YESTERDAY, basis=Basis.SYSTEM, event=Event.REPRESENTATION_STARTED,
           actor_name="Danh sách", object_ref=f"representation:{named}")  # fmt: skip
    session.commit()
    cast.sign_in(visitor, men)

    [row] = [row for row in rows(visitor.get(log_of(men)).text) if "Danh sách" in row]

    assert "Did: making Hà Thị Lan a representative" in row
