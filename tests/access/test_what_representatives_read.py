"""What a person keeps from the household leaves no trace in what representatives read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask

from portal.audit.events import Basis, Event
from portal.kernel.db import session
from tests import cast
from tests.access.grounds import a_daughter, delegates, log_of, rows
from tests.access.lines import a_look, newest_seq
from tests.client import InspectingClient

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
KEEPING = (Event.VISIT_HIDDEN, Event.VISIT_SHOWN, Event.RECORD_SEEN, Event.ACCESS_REFUSED)


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def hides(person: cast.Member, event: Event) -> int:
    """Write one line about keeping a visit; return it."""
    a_look(person, YESTERDAY, by=person, basis=Basis.SELF, event=event, section="keep_visit",
           object_ref=f"encounter:{uuid4()}")  # fmt: skip
    seq = newest_seq(person.person_id)
    session.commit()
    return seq


@pytest.mark.parametrize("event", KEEPING)
def test_a_mother_never_reads_that_something_was_hidden(
    app: Flask, visitor: InspectingClient, event: Event
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    seq = hides(daughter, event)
    cast.sign_in(visitor, mother)

    page = visitor.get(log_of(daughter))

    assert len(rows(page.text)) == 1, "her own look alone"
    assert "hiding" not in page.text
    assert rows(visitor.get(log_of(daughter, f"?before={seq + 1}")).text) == []
    assert rows(visitor.get(log_of(daughter, f"?before={seq}")).text) == []
    assert rows(visitor.get(log_of(daughter, "?who=strangers")).text) == []


@pytest.mark.parametrize("event", [Event.VISIT_HIDDEN, Event.VISIT_SHOWN])
def test_the_person_reads_it(app: Flask, visitor: InspectingClient, event: Event) -> None:
    daughter = a_daughter(cast.lan())
    hides(daughter, event)
    cast.sign_in(visitor, daughter)

    assert "a visit" in rows(visitor.get(log_of(daughter)).text)[-1]


@pytest.mark.parametrize("prefix", ["look", "absent"])
def test_no_case_can_be_asked_for_about_a_hidden_line(
    app: Flask, visitor: InspectingClient, prefix: str
) -> None:
    mother = cast.lan()
    daughter = a_daughter(mother)
    seq = hides(daughter, Event.VISIT_HIDDEN)
    address = f"/people/{daughter.person_id}/disputes/new?about={prefix}:{seq}"

    cast.sign_in(visitor, mother)
    assert visitor.get(address).status_code == 404
    cast.sign_in(visitor, daughter)
    assert visitor.get(address).status_code == 200


def test_a_delegate_does_not_read_it_either(app: Flask, visitor: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    delegates(men, lan)
    hides(men, Event.VISIT_HIDDEN)
    cast.sign_in(visitor, lan)

    assert "hiding" not in visitor.get(log_of(men)).text
