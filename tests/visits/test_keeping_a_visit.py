"""A person keeps a visit from the household, and shows it again."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SignInSession
from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.kinds import MeasurementKind
from portal.measurements.models import Measurement
from portal.people.kinds import Sensitivity
from portal.representation.models import Representation, RepresentationKind
from portal.visits.models import Encounter, KeptVisit
from tests import cast
from tests.client import InspectingClient
from tests.visits.builders import CLAIM, a_diagnosis, a_visit, glucose

WORDS = "Khám thai lần đầu"
FIFTEEN = PartialDate(date(2011, 11, 24))  # fifteen today


@pytest.fixture
def lan(app: Flask) -> cast.Member:
    return cast.lan()


@pytest.fixture
def an(lan: cast.Member) -> cast.Member:
    """Return a girl of fifteen whom Lan represents."""
    girl = cast.a_person("Trương Hà An", born=FIFTEEN, personal_id="999311000111")
    cast.represents(lan, girl)
    return girl


@pytest.fixture
def visit(an: cast.Member) -> UUID:
    """Return her visit, with a result and a weight of its own."""
    visit = a_visit(an, reason=WORDS, external_id="HS-1")
    glucose(an, visit, "7,77", resulted_at=clock.now())
    session.add(
        Measurement(
            person_id=an.person_id,
            encounter_id=visit,
            kind=MeasurementKind.WEIGHT,
            value=Decimal("77.7"),
            taken_at=clock.now(),
            **CLAIM,
        )
    )
    session.commit()
    return visit


def be(visitor: InspectingClient, member: cast.Member) -> InspectingClient:
    """Take the browser over; a member signs in once a test."""
    known = session.scalar(
        sa.select(SignInSession.id).where(SignInSession.account_id == member.account_id)
    )
    session.commit()  # a transaction left open would hold the visitor up
    if known is None:
        return cast.sign_in(visitor, member)
    visitor.set_cookie("sid", f"token of {member.personal_id}")
    return visitor


def hide(visitor: InspectingClient, visit: UUID) -> None:
    choose(visitor, visit, "hidden")


def choose(visitor: InspectingClient, visit: UUID, wanted: str) -> None:
    """Press the button on the page of the visit."""
    answer = visitor.submit(f"/visits/{visit}", {"wanted": wanted}, to=f"/visits/{visit}/household")
    assert (answer.status_code, answer.location) == (303, f"/visits/{visit}")


def button_on(visitor: InspectingClient, visit: UUID) -> str:
    """Return what the button on the page of the visit would do, "" without one."""
    found = re.search(r'name="wanted" value="(\w+)"', visitor.get(f"/visits/{visit}").text)
    return found[1] if found else ""


def shown_to(visitor: InspectingClient, reader: cast.Member, person: cast.Member) -> str:
    """Return every page where the visit or its values would be, as one text."""
    be(visitor, reader)
    pages = ("record", "visits", "results", "measurements/weight", "record/print")
    return " ".join(visitor.get(f"/people/{person.person_id}/{page}").text for page in pages)


def test_a_visit_is_hidden_and_shown_again(
    visitor: InspectingClient, lan: cast.Member, an: cast.Member, visit: UUID
) -> None:
    secrets = (WORDS, "7,77", "77,7")
    assert all(secret in shown_to(visitor, lan, an) for secret in secrets)

    hide(be(visitor, an), visit)

    assert button_on(visitor, visit) == "shown"
    assert all(secret in shown_to(visitor, an, an) for secret in secrets)
    assert not any(secret in shown_to(visitor, lan, an) for secret in secrets)
    hidden, unknown = visitor.get(f"/visits/{visit}"), visitor.get(f"/visits/{uuid4()}")
    assert hidden.status_code == unknown.status_code == 404

    choose(be(visitor, an), visit, "shown")

    assert button_on(visitor, visit) == "hidden"
    assert all(secret in shown_to(visitor, lan, an) for secret in secrets)


def test_a_husband_named_as_representative_learns_nothing_at_home(
    visitor: InspectingClient, lan: cast.Member
) -> None:
    husband = cast.hung()
    delegated(lan, husband)
    visit = a_visit(lan, reason=WORDS, at=clock.now() - timedelta(days=1))
    session.commit()
    visitor.set_cookie("language", "en")
    assert "New result" in be(visitor, husband).get("/home").text

    hide(be(visitor, lan), visit)

    assert "New result" in visitor.get("/home").text
    assert "New result" not in be(visitor, husband).get("/home").text
    assert WORDS not in visitor.get(f"/people/{lan.person_id}/visits").text


def delegated(person: cast.Member, to: cast.Member) -> None:
    session.add(
        Representation(
            id=uuid4(),
            person_id=person.person_id,
            representative_id=to.person_id,
            kind=RepresentationKind.DELEGATE,
            sees=True,
            consents=False,
            pays=False,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=30),
            registered_by=person.full_name,
        )
    )


def test_a_version_sent_later_stays_hidden(
    visitor: InspectingClient, lan: cast.Member, an: cast.Member, visit: UUID
) -> None:
    hide(be(visitor, an), visit)
    session.execute(
        sa.update(Encounter).where(Encounter.id == visit).values(replaced_at=clock.now())
    )
    newer = a_visit(an, reason=WORDS, external_id="HS-1", replaces_id=visit)
    session.commit()

    be(visitor, lan)
    assert WORDS not in visitor.get(f"/people/{an.person_id}/visits").text
    assert visitor.get(f"/visits/{newer}").status_code == 404
    assert visitor.get(f"/visits/{visit}").status_code == 404
    assert button_on(be(visitor, an), newer) == "shown"


def test_each_change_leaves_one_line(
    visitor: InspectingClient, an: cast.Member, visit: UUID
) -> None:
    be(visitor, an)
    for wanted in ("hidden", "hidden", "shown", "shown"):
        choose(visitor, visit, wanted)

    lines = lines_of(Event.VISIT_HIDDEN, Event.VISIT_SHOWN)
    assert [line.event for line in lines] == [Event.VISIT_HIDDEN, Event.VISIT_SHOWN]
    for line in lines:
        assert (line.person_id, line.actor_person_id) == (an.person_id, an.person_id)
        assert (line.basis, line.section) == (Basis.SELF, "keep_visit")
        assert line.object_ref == f"encounter:{visit}"


def test_a_representative_reads_nothing_of_it_in_the_log(
    visitor: InspectingClient, lan: cast.Member, an: cast.Member, visit: UUID
) -> None:
    hide(be(visitor, an), visit)
    visitor.set_cookie("language", "en")

    log = be(visitor, lan).get(f"/people/{an.person_id}/access")

    assert log.status_code == 200
    assert "visits and results" in log.text
    assert "hiding a visit" not in log.text


def test_only_the_person_may_choose(
    visitor: InspectingClient, lan: cast.Member, an: cast.Member, visit: UUID
) -> None:
    hung = cast.hung()
    session.commit()
    for other in (lan, hung):
        token = be(visitor, other).token("/account")
        answer = visitor.post(
            f"/visits/{visit}/household", data={"csrf_token": token, "wanted": "hidden"}
        )
        assert answer.status_code == 404
    assert button_on(be(visitor, lan), visit) == ""
    assert session.scalar(sa.select(sa.func.count()).select_from(KeptVisit)) == 0


@pytest.mark.parametrize(
    ("born", "may"),
    [
        (FIFTEEN, True),
        (PartialDate(date(2011, 11, 25)), False),
        (PartialDate.of_year(2011), True),  # born in January, the girl would be fifteen
        (PartialDate.of_year(2012), False),
    ],
    ids=str,
)
def test_from_fifteen_a_person_may_choose(
    app: Flask, visitor: InspectingClient, born: PartialDate, may: bool
) -> None:
    girl = cast.a_person("Trương Hà Bình", born=born, personal_id="999311000112")
    visit = a_visit(girl, reason=WORDS)
    session.commit()
    be(visitor, girl)

    assert button_on(visitor, visit) == ("hidden" if may else "")
    answer = visitor.post(
        f"/visits/{visit}/household",
        data={"csrf_token": visitor.token("/account"), "wanted": "hidden"},
    )
    assert answer.status_code == (303 if may else 404)


def test_a_sensitive_visit_needs_no_button(
    visitor: InspectingClient, an: cast.Member, visit: UUID
) -> None:
    flagged = a_visit(an, sensitivity=Sensitivity.MENTAL)
    diagnosed = a_visit(an)
    a_diagnosis(diagnosed, "O09", "Thai", sensitivity=Sensitivity.REPRODUCTIVE)
    session.commit()
    visitor.set_cookie("language", "en")
    be(visitor, an)

    for one in (flagged, diagnosed):
        assert button_on(visitor, one) == ""
        assert 'id="household"' in visitor.get(f"/visits/{one}").text


@pytest.mark.parametrize("wanted", ["", "x", "True"])
def test_an_odd_wish_is_not_found(
    visitor: InspectingClient, an: cast.Member, visit: UUID, wanted: str
) -> None:
    token = be(visitor, an).token("/account")

    for address in (f"/visits/{visit}/household", f"/visits/{uuid4()}/household"):
        answer = visitor.post(address, data={"csrf_token": token, "wanted": wanted})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "change", ["UPDATE kept_visit SET kept = NOT kept", "DELETE FROM kept_visit"]
)
def test_what_was_chosen_is_never_changed(
    visitor: InspectingClient, an: cast.Member, visit: UUID, change: str
) -> None:
    hide(be(visitor, an), visit)

    with pytest.raises(sa.exc.DBAPIError, match="append only"):
        session.execute(sa.text(change))
    session.rollback()


def lines_of(*events: Event) -> Sequence[AuditLine]:
    found = session.scalars(
        sa.select(AuditLine).where(AuditLine.event.in_(events)).order_by(AuditLine.seq)
    ).all()
    session.commit()  # a transaction left open would hold the visitor up
    return found
