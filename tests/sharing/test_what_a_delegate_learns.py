"""Nobody but the person learns from the sharing pages which private parts are shared."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.consents.models import Consent, ConsentSection
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.sharing import steps
from tests.sharing.steps import Page, path

PRIVATE = Section.REPRODUCTIVE


@pytest.fixture
def lan(app: Flask, visitor: InspectingClient) -> Member:
    """Lan, whose husband may see and consent for her."""
    wife, husband = cast.lan(), cast.hung()
    session.add(
        Representation(
            id=uuid4(),
            person_id=wife.person_id,
            representative_id=husband.person_id,
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
    steps.in_english(cast.sign_in(visitor, wife))
    return wife


@pytest.fixture
def ha(app: Flask) -> StaffCast:
    member = cast.ha()
    session.commit()
    return member


@pytest.fixture
def husband(app: Flask, lan: Member) -> InspectingClient:
    browser = app.test_client()
    assert isinstance(browser, InspectingClient)
    browser.set_cookie("language", "en")
    found = session.scalars(sa.select(Representation)).one().representative_id
    account = session.scalars(sa.select(Account).where(Account.person_id == found)).one()
    member = Member(found, "Lò Văn Hùng", "999080000999", "", account.id)
    return cast.sign_in(browser, member)


def test_a_delegate_does_not_read_of_private_parts(
    visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    check = steps.to_check(visitor, lan, ha, sections=(Section.VISITS, PRIVATE))
    steps.answer(visitor, check)

    own, theirs = (one.get(path(lan, "sharing")).text for one in (visitor, husband))

    assert "reproductive health" in own
    assert "reproductive health" not in theirs
    assert "Nguyễn Thu Hà" in theirs


def test_a_consent_to_private_parts_alone_is_not_there_for_a_delegate(
    app: Flask, visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    steps.answer(visitor, steps.to_check(visitor, lan, ha, sections=(PRIVATE,)))
    [given] = steps.read(sa.select(Consent.id))

    listed = husband.get(path(lan, "sharing"))
    token = husband.token(path(lan, "sharing"))
    stopped = husband.post(path(lan, "sharing", given, "stop"), data={"csrf_token": token})

    assert "Nguyễn Thu Hà" not in listed.text
    assert stopped.status_code == 404
    assert "Nguyễn Thu Hà" in visitor.get(path(lan, "sharing")).text


def test_a_delegate_is_not_asked_for_private_parts_and_cannot_allow_them(
    visitor: InspectingClient, husband: InspectingClient, lan: Member, ha: StaffCast
) -> None:
    mixed = path(lan, "requests", steps.asks(ha, lan, Section.VISITS, Section.DOSES, PRIVATE))
    alone = path(lan, "requests", steps.asks(ha, lan, PRIVATE))

    assert husband.get(alone).status_code == 404
    assert alone not in husband.get("/home").text
    assert alone in visitor.get("/home").text
    assert "Asks for 2 parts" in husband.get(mixed).text
    assert "Asks for 3 parts" in visitor.get(mixed).text
    assert steps.answer(husband, mixed)[0] == 303
    assert set(steps.read(sa.select(ConsentSection.section))) == {Section.VISITS, Section.DOSES}
    assert PRIVATE.value not in Page(husband.get(steps.to_parts(husband, lan, ha)).text).offered(
        "sections"
    )
