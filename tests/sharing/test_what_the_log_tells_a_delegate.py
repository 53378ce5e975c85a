"""The log tells a delegate no more of private parts than the list of what is shared does."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor, Line
from portal.consents.models import Consent
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.sharing import steps
from tests.sharing.steps import path

PRIVATE = Section.REPRODUCTIVE


@pytest.fixture
def lan(app: Flask, visitor: InspectingClient) -> Member:
    wife = cast.lan()
    steps.in_english(cast.sign_in(visitor, wife))
    return wife


@pytest.fixture
def husband(app: Flask, lan: Member) -> InspectingClient:
    """The browser of Lan's husband, who may see and consent for her."""
    member = cast.hung()
    session.add(
        Representation(
            id=uuid4(),
            person_id=lan.person_id,
            representative_id=member.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=True,
            pays=False,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=90),
            registered_by="tests",
        )
    )
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, InspectingClient)
    return steps.in_english(cast.sign_in(browser, member))


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def look(staff: StaffCast, person: Member) -> None:
    """Let a clinician look by the one consent there is."""
    [given] = steps.read(sa.select(Consent.id))
    trail.note(
        Line(
            event=Event.RECORD_SEEN,
            about=person.person_id,
            by=Actor(name=staff.full_name, staff_id=staff.staff_id),
            basis=Basis.CONSENT,
            section="add",
            ground_ref=f"consent:{given}",
        )
    )


def stop(visitor: InspectingClient, person: Member) -> None:
    [given] = steps.read(sa.select(Consent.id))
    visitor.submit(path(person, "sharing"), to=path(person, "sharing", given, "stop"))


def test_what_shares_private_parts_alone_leaves_no_line_for_a_delegate(
    visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    request_id = steps.asks(ha, lan, PRIVATE)
    steps.answer(visitor, path(lan, "requests", request_id))
    look(ha, lan)
    stop(visitor, lan)
    visitor.submit(path(lan, "sharing", "code"), {"sections": [PRIVATE.value]})
    told = {Event.ACCESS_REQUESTED, Event.CONSENT_GRANTED, Event.CONSENT_ENDED}
    assert told | {Event.SHARING_CODE_MADE} <= set(steps.read(sa.select(AuditLine.event)))

    theirs = husband.get(path(lan, "access")).text
    strangers = husband.get(path(lan, "access"), query_string={"who": "strangers"}).text

    assert "Nguyễn Thu Hà" not in theirs + strangers
    assert "making a code" not in theirs
    own = visitor.get(path(lan, "access")).text
    assert "Nguyễn Thu Hà" in own
    assert "making a code" in own


def test_what_shares_plain_parts_too_is_in_the_log_of_both(
    visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, lan, ha, sections=(Section.VISITS, PRIVATE)))
    look(ha, lan)

    for reader in (visitor, husband):
        assert "Nguyễn Thu Hà" in reader.get(path(lan, "access")).text


def test_a_delegate_cannot_report_a_line_they_do_not_see(
    visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, lan, ha, sections=(PRIVATE,)))
    look(ha, lan)
    [seq, *_rest] = steps.read(sa.select(AuditLine.seq).where(AuditLine.staff_id == ha.staff_id))
    address = path(lan, "disputes", f"new?about=look:{seq}")

    assert husband.get(address).status_code == 404
    assert visitor.get(address).status_code == 200
