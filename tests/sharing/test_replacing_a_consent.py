"""A new consent to the same grantee takes the place of the earlier one, and says so."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.access.policy import Permission
from portal.consents.kinds import EndReason
from portal.consents.models import Consent, ConsentEnd
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing import steps
from tests.sharing.steps import Page, path

WIDE = (Section.VISITS, Section.DOSES, Section.MENTAL)
REPLACES = "takes the place of what this person or place may see now"


@pytest.fixture
def men(app: Flask, visitor: InspectingClient) -> Member:
    member = cast.men()
    steps.in_english(cast.sign_in(visitor, member))
    return member


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


def ended() -> dict[UUID, EndReason]:
    return {end.consent_id: end.reason for end in steps.read(sa.select(ConsentEnd))}


def consents() -> list[Consent]:
    return steps.read(sa.select(Consent).order_by(Consent.granted_at))


def test_choosing_less_leaves_less(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha, sections=WIDE))
    [wide] = consents()
    time.pass_by(minutes=1)
    check = steps.to_check(visitor, men, ha, sections=(Section.VISITS,))

    page = visitor.get(check).text
    agreed = steps.answer(visitor, check)

    assert REPLACES in page
    assert "Immunisations, mental health, drug use" in page
    assert agreed[0] == 303
    assert ended() == {wide.id: EndReason.REPLACED}
    assert steps.may_see(app, ha, men)
    assert not steps.may_see(app, ha, men, Permission.SEE_DOSES)
    assert "Replaced by a newer one" in visitor.get(path(men, "sharing", "over")).text


def test_choosing_more_ends_nothing_that_is_named(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha, sections=(Section.VISITS,)))

    page = visitor.get(steps.to_check(visitor, men, ha, sections=WIDE)).text

    assert REPLACES in page
    assert "No longer shared" not in page


def test_the_yes_sent_twice_does_not_replace_itself(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, men, ha)

    for _time in range(2):
        assert REPLACES not in visitor.get(check).text
        assert steps.answer(visitor, check)[0] == 303

    assert ended() == {}


def test_a_no_replaces_nothing(visitor: InspectingClient, men: Member, ha: StaffCast) -> None:
    steps.answer(visitor, steps.to_check(visitor, men, ha, sections=WIDE))

    steps.answer(visitor, steps.to_check(visitor, men, ha), answer="refuse")

    assert ended() == {}


def test_other_grantees_and_answers_to_requests_stand(
    visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    thom = cast.thom()
    session.commit()
    steps.answer(visitor, steps.to_check(visitor, men, thom, sections=WIDE))
    steps.answer(visitor, path(men, "requests", steps.asks(ha, men, *WIDE)))
    check = steps.to_check(visitor, men, ha, sections=(Section.VISITS,))

    page = visitor.get(check).text
    steps.answer(visitor, check)

    assert REPLACES not in page
    assert ended() == {}
    assert len(consents()) == 3


def test_a_whole_place_is_replaced_by_itself_not_by_one_who_works_there(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    def allow_the_place(*parts: str) -> None:
        found = visitor.get(path(men, "sharing", "new"), query_string={"place": cast.HOSPITAL})
        link = [one for one in Page(found.text).links if one.endswith("/parts")][-1]
        chosen = visitor.submit(link, {"sections": list(parts)}).location
        check = visitor.submit(chosen, {"duration": "7", "purpose": "visit"}).location
        assert steps.answer(visitor, check)[0] == 303
        time.pass_by(minutes=1)

    allow_the_place("visits", "doses")
    steps.answer(visitor, steps.to_check(visitor, men, ha))
    assert ended() == {}

    allow_the_place("visits")

    first = min(consents(), key=lambda one: one.granted_at)
    assert first.valid_until - first.granted_at > timedelta(days=6)
    assert ended() == {first.id: EndReason.REPLACED}


def test_a_delegate_replaces_no_consent_to_private_parts_alone(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    hung = cast.hung()
    session.add(
        Representation(
            id=uuid4(),
            person_id=men.person_id,
            representative_id=hung.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=True,
            pays=False,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=30),
            registered_by="tests",
        )
    )
    session.commit()
    steps.answer(visitor, steps.to_check(visitor, men, ha, sections=(Section.MENTAL,)))
    delegate = app.test_client()
    assert isinstance(delegate, InspectingClient)
    steps.in_english(cast.sign_in(delegate, hung))
    check = steps.to_check(delegate, men, ha)

    page = delegate.get(check).text

    assert steps.answer(delegate, check)[0] == 303
    assert REPLACES not in page
    assert ended() == {}
