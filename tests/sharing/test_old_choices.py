"""What was chosen some time ago is asked anew, and counts only as far as it still may."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.consents.kinds import Duration, Purpose
from portal.consents.models import Consent, ConsentSection
from portal.consents.request_models import AccessRequest, Answer
from portal.consents.sections import Section
from portal.kernel import clock
from portal.kernel.db import session
from portal.representation.models import Representation, RepresentationKind
from portal.sharing import draft as drafts
from portal.sharing.draft import Draft
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.sharing import steps
from tests.sharing.steps import Page, path


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


def stay(visitor: InspectingClient, time: Time, minutes: int) -> None:
    """Go on reading other pages for a while, and prove oneself anew at the end."""
    for _each in range(minutes // 5):
        time.pass_by(minutes=5)
        visitor.get("/home")
    session.execute(sa.text("UPDATE sign_in_session SET confirmed_at = last_seen_at"))
    session.commit()


@pytest.mark.parametrize(("minutes", "status"), [(55, 200), (60, 303)])
def test_choices_hold_for_an_hour(
    visitor: InspectingClient,
    men: Member,
    ha: StaffCast,
    time: Time,
    minutes: int,
    status: int,
) -> None:
    check = steps.to_check(visitor, men, ha)
    stay(visitor, time, minutes)

    for address in (check, check.removesuffix("check") + "parts"):
        page = visitor.get(address)
        assert page.status_code == status
        assert status == 200 or page.location == path(men, "sharing")


def test_old_choices_are_not_agreed_to_and_the_reader_begins_again(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    check = steps.to_check(visitor, men, ha)
    page = Page(visitor.get(check).text)
    stay(visitor, time, 60)

    fields = {name: page.hidden(name) for name in ("csrf_token", "fingerprint")}
    answered = visitor.post(check, data=fields | {"answer": "agree"})

    assert answered.location == path(men, "sharing")
    assert "Begin again" in visitor.get(answered.location).text
    assert steps.read(sa.select(Consent.id)) == []


def test_a_no_to_a_request_is_never_too_old(
    visitor: InspectingClient, men: Member, ha: StaffCast, time: Time
) -> None:
    request = path(men, "requests", steps.asks(ha, men))
    page = visitor.get(request).text
    target = next(form for form in Page(page).forms if "/answer/" in form)
    stay(visitor, time, 60)

    fields = {"csrf_token": Page(page).hidden("csrf_token"), "answer": "refuse"}

    assert visitor.post(target, data=fields).status_code == 303
    assert steps.read(sa.select(AccessRequest.answer)) == [Answer.REFUSED]


def test_parts_that_may_no_longer_be_shared_are_left_out_of_the_yes(
    app: Flask, visitor: InspectingClient, men: Member, ha: StaffCast
) -> None:
    hung = cast.hung()
    assert hung.account_id is not None
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
    steps.in_english(cast.sign_in(visitor, hung))

    def check(*sections: Section) -> str:
        draft = Draft(
            staff_id=ha.staff_id,
            sections=sections,
            purpose=Purpose.VISIT,
            duration=Duration.WEEK,
        )
        assert hung.account_id is not None
        sealed = drafts.seal(draft, account_id=hung.account_id, person_id=men.person_id)
        return path(men, "sharing", "new", sealed, "check")

    agreed = steps.answer(visitor, check(Section.VISITS, Section.REPRODUCTIVE))

    assert agreed[0] == 303
    assert steps.read(sa.select(ConsentSection.section)) == [Section.VISITS]
    assert visitor.get(check(Section.REPRODUCTIVE)).status_code == 404
