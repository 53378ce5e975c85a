"""The log without oneself, who acts for one, and whom one allows to look now."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access.queries import PAGE_LINES
from portal.audit.events import Basis, Event
from portal.consents.kinds import EndReason
from portal.consents.models import Block, ConsentEnd
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.places import Facility
from portal.representation.models import Representation
from tests import cast
from tests.access.grounds import (
    a_consent,
    an_opening,
    delegates,
    emergency_look,
    log_of,
    rows,
    staff_look,
)
from tests.access.lines import a_look
from tests.client import InspectingClient

YESTERDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ONLY_STRANGERS = "?who=strangers"


@pytest.fixture
def visitor(visitor: InspectingClient) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return visitor


def strangers(visitor: InspectingClient, person: cast.Member) -> str:
    session.commit()
    return " | ".join(rows(visitor.get(log_of(person, ONLY_STRANGERS)).text))


def test_oneself_representatives_and_machines_are_no_strangers(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan, hung = cast.men(), cast.lan(), cast.hung()
    delegates(men, lan)
    for member in (men, lan, hung):
        a_look(men, YESTERDAY, by=member, basis=Basis.REPRESENTATIVE)
    a_look(men, YESTERDAY, basis=Basis.SYSTEM, event=Event.RECORD_IMPORTED, organisation="Máy")
    a_look(men, YESTERDAY, basis=None, actor_name="Ai đó")
    session.commit()
    cast.sign_in(visitor, men)

    said = strangers(visitor, men)

    assert "Hùng" in said
    assert "Ai đó" in said
    for known in ("Mến", "Lan", "Máy"):
        assert known not in said


def test_who_no_longer_acts_for_the_person_is_a_stranger(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan = cast.men(), cast.lan()
    delegates(men, lan)
    a_look(men, YESTERDAY, by=lan, basis=Basis.REPRESENTATIVE)
    session.execute(sa.update(Representation).values(ends_at=clock.now()))
    session.commit()
    cast.sign_in(visitor, men)

    assert "Lan" in strangers(visitor, men)


@pytest.mark.parametrize(("born", "known"), [(date(2010, 1, 1), True), (date(2008, 1, 1), False)])
def test_a_parent_is_a_stranger_from_18_on(
    app: Flask, visitor: InspectingClient, born: date, known: bool
) -> None:
    mother = cast.lan()
    child = cast.a_person("Trương Hà An", born=PartialDate(born), personal_id="999310000111")
    cast.represents(mother, child)
    a_look(child, YESTERDAY, by=mother, basis=Basis.REPRESENTATIVE)
    session.commit()
    cast.sign_in(visitor, child)

    assert ("Lan" in strangers(visitor, child)) is not known


def _nothing(_men: cast.Member, _quan: cast.StaffCast) -> None:
    pass


def _allowed(men: cast.Member, quan: cast.StaffCast) -> None:
    a_consent(men, staff=quan)


def _ran_out(men: cast.Member, quan: cast.StaffCast) -> None:
    a_consent(men, staff=quan, began_days_ago=7)


def _stopped(men: cast.Member, quan: cast.StaffCast) -> None:
    consent = a_consent(men, staff=quan)
    session.add(ConsentEnd(consent_id=consent, ended_at=clock.now(), reason=EndReason.STOPPED))


def _through_the_facility(men: cast.Member, quan: cast.StaffCast) -> None:
    a_consent(men, facility=quan.facility_code)


def _through_a_facility_merged_since(men: cast.Member, quan: cast.StaffCast) -> None:
    cast.a_facility(cast.HOSPITAL)
    a_consent(men, facility=cast.HOSPITAL)
    session.execute(
        sa.update(Facility)
        .where(Facility.code == cast.HOSPITAL)
        .values(merged_into=quan.facility_code, merged_on=date(2026, 11, 1))
    )


def _at_another_facility(men: cast.Member, _quan: cast.StaffCast) -> None:
    cast.a_facility(cast.HOSPITAL)
    a_consent(men, facility=cast.HOSPITAL)


def _shut_out(men: cast.Member, quan: cast.StaffCast) -> None:
    a_consent(men, facility=quan.facility_code)
    session.add(
        Block(
            person_id=men.person_id,
            staff_id=quan.staff_id,
            blocked_at=clock.now(),
            blocked_by=men.person_id,
        )
    )


@pytest.mark.parametrize(
    ("stands", "known"),
    [
        (_nothing, False),
        (_allowed, True),
        (_ran_out, False),
        (_stopped, False),
        (_through_the_facility, True),
        (_through_a_facility_merged_since, True),
        (_at_another_facility, False),
        (_shut_out, False),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)).strip("_"),
)
def test_staff_are_known_while_they_are_allowed(
    app: Flask, visitor: InspectingClient, stands: Any, known: bool
) -> None:
    men, quan = cast.men(), cast.quan()
    staff_look(men, quan, YESTERDAY)
    stands(men, quan)
    session.commit()
    cast.sign_in(visitor, men)

    assert ("Quân" in strangers(visitor, men)) is not known


def test_the_filter_is_two_links_and_the_chosen_one_is_marked(
    app: Flask, visitor: InspectingClient
) -> None:
    men = cast.men()
    session.commit()
    cast.sign_in(visitor, men)

    everybody, filtered = (visitor.get(log_of(men, query)).text for query in ("", ONLY_STRANGERS))

    assert re.search(r'href="[^"?]+/access" aria-current="page">Everybody', everybody)
    assert re.search(r'who=strangers" aria-current="page">Strangers', filtered)
    assert "No stranger has looked" in filtered


def test_older_days_keep_the_filter_and_nothing_is_skipped(
    app: Flask, visitor: InspectingClient
) -> None:
    men, hung = cast.men(), cast.hung()
    for number in range(PAGE_LINES + 30):
        at = YESTERDAY - timedelta(hours=number)
        a_look(men, at, by=hung, object_ref=f"n:{number}")
        a_look(men, at, by=men, basis=Basis.SELF)
    session.commit()
    cast.sign_in(visitor, men)

    path, seen, pages = log_of(men, ONLY_STRANGERS), 0, 0
    while path:
        page = visitor.get(path, headers={"HX-Request": "true"} if pages else {}).text
        assert not any("own look" in row for row in rows(page))
        seen += sum("Hùng" in row for row in rows(page))
        older = re.search(r'hx-get="([^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else ""
        assert not path or "who=strangers" in path
        pages += 1

    assert seen == PAGE_LINES + 30
    assert pages > 1


@pytest.mark.parametrize("query", ["", ONLY_STRANGERS, f"{ONLY_STRANGERS}&before=9"])
def test_the_filter_costs_no_statement(
    app: Flask, visitor: InspectingClient, statements: list[str], query: str
) -> None:
    men, hung = cast.men(), cast.hung()
    for number in range(300):
        a_look(men, YESTERDAY - timedelta(minutes=number), by=hung)
    session.commit()
    cast.sign_in(visitor, men)

    statements.clear()
    visitor.get(log_of(men, query))

    assert len(statements) == 4


def test_a_page_that_names_everything_stays_within_its_budget(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    men, quan, ha = cast.men(), cast.quan(), cast.ha()
    consent, opening = a_consent(men, staff=quan), an_opening(men, ha)
    for number in range(90):
        at = YESTERDAY - timedelta(minutes=number)
        staff_look(men, quan, at, ground_ref=f"consent:{consent}")
        emergency_look(men, ha, at, opening)
    session.commit()
    cast.sign_in(visitor, men)

    statements.clear()
    visitor.get(log_of(men))

    assert len(statements) <= 6
