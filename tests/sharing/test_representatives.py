"""Who acts for a record, and ending it from either side."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.notifications.models import OutboxMessage
from portal.representation import services
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.rules import end_of_term
from portal.representation.services import NewRepresentation
from tests import cast
from tests.cast import Member
from tests.client import InspectingClient


def delegated(person: Member, to: Member, *, months: int = 6, **scopes: bool) -> UUID:
    """Let an adult act for another; the caller commits."""
    may = {"sees": True, "consents": False, "pays": False, **scopes}
    return services.begin(
        NewRepresentation(
            person_id=person.person_id,
            representative_id=to.person_id,
            kind=RepresentationKind.DELEGATE,
            ends_at=end_of_term(months, clock.now()),
            **may,  # type: ignore[arg-type]  # a builder of tests
        ),
        by=Actor(name=person.full_name, person_id=person.person_id),
        basis=Basis.SELF,
    )


def listed(person: Member) -> str:
    return f"/people/{person.person_id}/representatives"


def record(person: Member) -> str:
    return f"/people/{person.person_id}/record"


def in_english(visitor: InspectingClient, member: Member) -> InspectingClient:
    visitor.set_cookie("language", "en")
    return cast.sign_in(visitor, member)


def test_the_grandmother_removes_her_daughter_whose_next_click_is_refused(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan)
    session.commit()
    grandmother, daughter = app.test_client(), app.test_client()
    assert isinstance(grandmother, InspectingClient)
    assert isinstance(daughter, InspectingClient)
    in_english(grandmother, men)
    in_english(daughter, lan)
    assert daughter.get(record(men)).status_code == 200

    page = grandmother.get(listed(men)).text
    assert lan.full_name in page
    assert "See the record" in page
    answer = grandmother.submit(listed(men), to=f"{listed(men)}/{named}/stop")
    assert answer.status_code == 303

    assert daughter.get(record(men)).status_code == 404
    assert men.full_name not in daughter.get("/people").text
    after = grandmother.get(listed(men)).text
    assert "no longer acts" in after
    assert "Stopped by the owner of the record" in after


def test_stopping_twice_says_the_same_and_is_written_once(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan)
    session.commit()
    in_english(visitor, men)

    for _ in range(2):
        answer = visitor.submit(listed(men), to=f"{listed(men)}/{named}/stop")
        assert answer.location.endswith(listed(men))

    ended = sa.select(AuditLine).where(AuditLine.event == Event.REPRESENTATION_ENDED)
    [line] = session.scalars(ended)
    assert (line.person_id, line.basis) == (men.person_id, Basis.SELF)
    assert session.get_one(Representation, named).ended_as is EndedAs.REPRESENTED


def test_the_representative_gives_it_back(app: Flask, visitor: InspectingClient) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan, sees=False, pays=True)
    session.commit()
    in_english(visitor, lan)
    assert men.full_name in visitor.get("/representing").text

    assert "Only the owner of the record" in visitor.get(f"/representing/{named}/stop").text

    answer = visitor.submit(f"/representing/{named}/stop")

    assert answer.status_code == 303
    assert "Given back by the representative" in visitor.get("/representing").text
    assert session.get_one(Representation, named).ended_as is EndedAs.REPRESENTATIVE
    kinds = set(session.scalars(sa.select(OutboxMessage.kind)))
    assert "representative_ended" in kinds


def test_nobody_ends_what_is_between_others(app: Flask, visitor: InspectingClient) -> None:
    men, lan, hung = cast.men(), cast.lan(), cast.hung()
    named = delegated(men, lan)
    session.commit()
    cast.sign_in(visitor, hung)

    assert visitor.get(f"/representing/{named}/stop").status_code == 404
    token = {"csrf_token": visitor.token("/account")}
    for path in (
        f"/representing/{named}/stop",
        f"{listed(hung)}/{named}/stop",
        f"{listed(men)}/{named}/stop",
    ):
        assert visitor.post(path, data=token).status_code == 404
    assert session.get_one(Representation, named).ended_at is None


def test_a_representative_does_not_stop_for_the_owner(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan, consents=True, pays=True)
    session.commit()
    cast.sign_in(visitor, lan)

    assert f"{named}/stop" not in visitor.get(listed(men)).text
    token = {"csrf_token": visitor.token("/account")}
    assert visitor.post(f"{listed(men)}/{named}/stop", data=token).status_code == 404


def test_a_girl_of_fifteen_sees_her_mother_but_does_not_end_it(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    girl = cast.a_person(
        "Trương Hà My", born=PartialDate(date(2011, 5, 1)), personal_id="999311000015"
    )
    cast.represents(lan, girl)
    session.commit()
    named = session.scalars(sa.select(Representation.id)).one()
    in_english(visitor, girl)

    page = visitor.get(listed(girl)).text
    assert lan.full_name in page
    assert "Until the 18th birthday" in page
    assert f"{named}/stop" not in page
    token = {"csrf_token": visitor.token("/account")}
    assert visitor.post(f"{listed(girl)}/{named}/stop", data=token).status_code == 404
    assert visitor.get(f"{listed(girl)}/new").status_code == 404


def test_the_list_says_why_a_mother_no_longer_acts_at_eighteen(
    app: Flask, visitor: InspectingClient, time: Any
) -> None:
    lan = cast.lan()
    girl = cast.a_person("Trương Hà An", born=PartialDate(date(2008, 11, 25)))
    cast.represents(lan, girl)
    session.commit()
    time.pass_by(hours=14, minutes=59)  # a minute before midnight
    in_english(visitor, lan)
    assert "No longer act for them" in visitor.get("/representing").text

    time.pass_by(minutes=1)
    page = visitor.get("/representing").text

    assert "Over since the 18th birthday" in page
    assert "No longer act for them" not in page


def test_a_delegation_ends_by_the_clock_of_the_request(
    app: Flask, visitor: InspectingClient, time: Any
) -> None:
    men, lan = cast.men(), cast.lan()
    delegated(men, lan, months=1)
    session.commit()
    time.pass_by(hours=29 * 24 + 14, minutes=59)
    cast.sign_in(visitor, lan)
    assert visitor.get(record(men)).status_code == 200

    time.pass_by(minutes=1)
    assert visitor.get(record(men)).status_code == 404


def test_a_delegates_looks_are_written_with_the_ground_they_rest_on(
    app: Flask, visitor: InspectingClient
) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan)
    session.commit()
    cast.sign_in(visitor, lan)
    visitor.get(record(men))
    visitor.get(listed(men))

    seen = sa.select(AuditLine).where(
        AuditLine.event == Event.RECORD_SEEN, AuditLine.person_id == men.person_id
    )
    lines = list(session.scalars(seen.order_by(AuditLine.seq)))
    assert [line.section for line in lines] == ["record", "sharing"]
    assert {line.basis for line in lines} == {Basis.REPRESENTATIVE}
    assert {line.ground_ref for line in lines} == {f"representation:{named}"}
    assert {line.actor_person_id for line in lines} == {lan.person_id}


def test_the_pages_send_few_statements(
    app: Flask, visitor: InspectingClient, statements: list[str]
) -> None:
    men, lan = cast.men(), cast.lan()
    for other in (lan, cast.hung()):
        delegated(men, other)
    session.commit()
    cast.sign_in(visitor, men)
    for path in (listed(men), "/representing", f"{listed(men)}/new"):
        statements.clear()
        assert visitor.get(path).status_code == 200
        assert len(statements) <= 6, (path, statements)
