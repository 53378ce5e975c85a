"""Whatever a member of staff did, their own log says it in words."""

import pytest

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Actor, Line
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient

LOOKS = (Event.DESK_SEEN, Event.FEES_SEEN, Event.REPORT_SEEN, Event.STAFF_SEEN)


@pytest.mark.parametrize("event", LOOKS)
def test_a_look_has_words_and_no_name_of_the_machine(
    visitor: InspectingClient, event: Event
) -> None:
    quan = cast.quan()
    session.commit()
    cast.sign_in_staff(visitor, quan)
    trail.note(Line(event=event, by=Actor(name="Lê Minh Quân", staff_id=quan.staff_id)))

    log = visitor.get("/clinic/log").text

    assert event.value not in log
    assert "Việc khác" not in log
