"""A record opened without asking: proven, written down, told, and over by itself."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.consents.models import Block
from portal.emergency import queries
from portal.emergency.models import EmergencyOpening
from portal.kernel import clock
from portal.kernel.db import reads, session
from portal.notifications.models import OutboxMessage
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.emergency.steps import WHY, address, opens, presses


@pytest.fixture
def men(app: Flask) -> Member:
    return cast.men()


@pytest.fixture
def quan(visitor: InspectingClient, men: Member) -> StaffCast:
    member = cast.quan()
    cast.sign_in_staff(visitor, member)
    visitor.set_cookie("language", "en")
    return member


def openings() -> Sequence[Any]:
    return reads().execute(sa.select(EmergencyOpening.__table__)).all()


def events_about(person_id: UUID) -> list[Event]:
    lines = sa.select(AuditLine.event).where(AuditLine.person_id == person_id)
    return list(reads().execute(lines.order_by(AuditLine.seq)).scalars())


def block(person_id: UUID, member: StaffCast) -> None:
    session.add(
        Block(
            person_id=person_id,
            staff_id=member.staff_id,
            blocked_at=clock.now(),
            blocked_by=uuid4(),
        )
    )
    session.commit()


def test_the_interruption_says_what_will_happen(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    page = visitor.get(address(men.person_id))

    assert page.status_code == 200
    for words in ("72 hours", "4 hours", "SMS", "Back, open nothing"):
        assert words in page.text
    assert "checked" not in page.text, "no reason is chosen beforehand"
    assert not openings(), "looking at the page opens nothing"


def test_the_card_opens_after_reason_explanation_and_own_code(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    answer = opens(visitor, quan, men.person_id)

    assert answer.location == address(men.person_id, "/card")
    card = visitor.get(answer.location)
    assert card.status_code == 200
    assert card.text.count("<dt>") == 6
    assert "3 h 59 min left" in card.text or "4 h 0 min left" in card.text
    [opening] = openings()
    assert opening.explanation == WHY
    assert events_about(men.person_id) == [
        *[Event.PATIENT_SEARCHED] * 2,  # the page that asks why, and its form, name her
        Event.EMERGENCY_OPENED,
        Event.RECORD_SEEN,
    ]


def test_the_line_of_the_look_names_the_opening(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    visitor.get(opens(visitor, quan, men.person_id).location or "")

    seen = sa.select(AuditLine.__table__).where(AuditLine.event == Event.RECORD_SEEN)
    line = reads().execute(seen).one()
    assert line.basis is Basis.EMERGENCY
    assert line.ground_ref == f"emergency:{openings()[0].id}"
    assert line.staff_id == quan.staff_id


def test_a_code_serves_once(visitor: InspectingClient, quan: StaffCast, men: Member) -> None:
    lan = cast.lan()
    session.commit()
    code = quan.code
    assert opens(visitor, quan, men.person_id, code=code).status_code == 303

    again = opens(visitor, quan, lan.person_id, code=code)

    assert again.status_code == 422
    assert len(openings()) == 1


def test_nineteen_letters_explain_too_little(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    answer = opens(visitor, quan, men.person_id, explanation="a" * 19 + " ....")
    assert answer.status_code == 422
    assert "Write at least 20 letters" in answer.text
    assert not openings()

    assert opens(visitor, quan, men.person_id, explanation="a" * 20).status_code == 303, (
        "the code was not used up"
    )


def test_a_reason_must_be_one_of_the_list(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    answer = opens(visitor, quan, men.person_id, reason="curious")

    assert answer.status_code == 422
    assert "Choose a reason" in answer.text
    assert WHY in answer.text, "nothing typed is lost"


def test_a_second_sending_leads_to_the_card(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    token = visitor.token(address(men.person_id))
    fields = {"csrf_token": token, "reason": "danger", "explanation": WHY, "code": quan.code}
    visitor.post(address(men.person_id), data=fields)

    again = visitor.post(address(men.person_id), data=fields)

    assert again.location == address(men.person_id, "/card")
    assert len(openings()) == 1


def test_it_closes_by_itself_after_four_hours(
    visitor: InspectingClient, quan: StaffCast, men: Member, time: Time
) -> None:
    opens(visitor, quan, men.person_id)
    time.pass_by(hours=4)
    cast.sign_in_staff(visitor, quan)

    assert visitor.get(address(men.person_id, "/card")).status_code == 403


def test_the_clinician_closes_it_before(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opens(visitor, quan, men.person_id)

    answer = presses(visitor, men.person_id, "/close")

    assert answer.location == "/clinic/"
    assert visitor.get(address(men.person_id, "/card")).status_code == 403
    assert Event.EMERGENCY_CLOSED in events_about(men.person_id)


def test_a_colleague_has_nothing_of_the_opening(
    app: Flask, visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opens(visitor, quan, men.person_id)
    colleague = cast.sign_in_staff(app.test_client(), cast.thom())  # type: ignore[arg-type]

    assert colleague.get(address(men.person_id, "/card")).status_code == 403


def test_the_second_step_is_written_down(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opens(visitor, quan, men.person_id)
    running = queries.running(men.person_id, quan.staff_id, clock.now())
    assert running is not None
    assert running.widened_at is None

    answer = presses(visitor, men.person_id, "/rest")

    assert answer.location == f"/clinic/patients/{men.person_id}"
    assert Event.EMERGENCY_WIDENED in events_about(men.person_id)
    assert "See the rest" in visitor.get(address(men.person_id, "/card")).text


def test_whom_the_resident_has_shut_out_opens_nothing(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    block(men.person_id, quan)

    answer = opens(visitor, quan, men.person_id)

    assert answer.status_code == 422
    assert "This person has shut you out" in answer.text
    assert not openings()
    tried = events_about(men.person_id)
    assert tried == [*[Event.PATIENT_SEARCHED] * 2, Event.ACCESS_REFUSED], "the resident sees it"


def test_shutting_out_ends_a_running_opening_at_the_next_click(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opens(visitor, quan, men.person_id)
    token = visitor.token(address(men.person_id, "/card"))
    block(men.person_id, quan)

    assert visitor.get(address(men.person_id, "/card")).status_code == 403
    rest = visitor.post(address(men.person_id, "/rest"), data={"csrf_token": token})
    assert rest.status_code == 403
    assert openings()[0].widened_at is None


def test_nobody_opens_their_own_record(visitor: InspectingClient, men: Member) -> None:
    own = cast.a_staff_member("men", "Phạm Thị Mến", Role.CLINICIAN, person=men)
    cast.sign_in_staff(visitor, own)
    visitor.set_cookie("language", "en")

    answer = opens(visitor, own, men.person_id)

    assert answer.status_code == 422
    assert "own record" in answer.text


def test_an_opening_overdue_for_review_stops_the_next(
    visitor: InspectingClient, quan: StaffCast, men: Member, time: Time
) -> None:
    lan = cast.lan()
    session.commit()
    opens(visitor, quan, men.person_id)
    time.pass_by(hours=71)
    cast.sign_in_staff(visitor, quan)
    assert opens(visitor, quan, men.person_id).status_code == 303, "not yet overdue"
    time.pass_by(hours=1)
    cast.sign_in_staff(visitor, quan)

    answer = opens(visitor, quan, lan.person_id)

    assert answer.status_code == 422
    assert "not reviewed in time" in answer.text


def test_only_clinicians_come_here(visitor: InspectingClient, men: Member) -> None:
    for member in (cast.sy(), cast.a_staff_member("hanh", "Lê Thị Hạnh", Role.STATION_STAFF)):
        cast.sign_in_staff(visitor, member)
        assert visitor.get(address(men.person_id)).status_code == 404


def test_a_person_who_is_not_there_answers_like_a_closed_record(
    visitor: InspectingClient, quan: StaffCast
) -> None:
    assert visitor.get(address(UUID(int=5, version=4))).status_code == 403


def test_the_messages_wait_in_the_same_transaction(
    visitor: InspectingClient, quan: StaffCast, men: Member
) -> None:
    opens(visitor, quan, men.person_id)

    [message] = reads().execute(sa.select(OutboxMessage.__table__)).all()
    assert message.kind == "emergency_opened"
    assert message.recipient == men.phone
    assert message.not_before <= clock.now(), "it leaves at once"
