"""What the desk really does leaves the same in table and log, and slips are compared too."""

from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.issuing.models import BatchState, SlipBatch
from portal.kernel import clock, months
from portal.kernel.db import session
from portal.oversight import reconciled
from portal.oversight.reconciling import Kind
from portal.resets import contesting, notices, queries, settling, slip
from portal.resets.kinds import Finding, Outcome
from portal.staff.roles import Role
from tests import cast
from tests.cast import Member, StaffCast
from tests.issuing import steps as issuing
from tests.resets import counter
from tests.resets.standing import at_desk, code_told
from tests.resets.steps import activate

COMMUNE = "Xã Đồng Sen"


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    counter.part_a(person)
    session.commit()
    return person


@pytest.fixture
def hanh(app: Flask) -> StaffCast:
    return cast.hanh()


@pytest.fixture
def dung(app: Flask) -> StaffCast:
    return cast.dung()


def differences() -> list[tuple[Kind, Event]]:
    session.commit()
    found = reconciled.differences(months.this_month(), COMMUNE)
    assert reconciled.differences(months.this_month(), None) == found
    return [(one.kind, one.event) for one in found]


def an_allowed_reset(app: Flask, person: Member, first: StaffCast, second: StaffCast) -> UUID:
    reset_id = counter.ask(counter.english(app, first), person)
    assert counter.allow(counter.english(app, second), reset_id) == 303
    return reset_id


def test_a_reset_from_the_counter_to_the_new_phone_agrees(
    app: Flask, lan: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    reset_id = an_allowed_reset(app, lan, hanh, dung)
    letters = slip.issue(_reset(reset_id), clock.now())
    session.commit()
    activate(app, lan, letters)

    assert differences() == []


def test_a_reset_that_was_stopped_and_put_back_agrees(
    app: Flask, lan: Member, hanh: StaffCast, dung: StaffCast
) -> None:
    reset_id = an_allowed_reset(app, lan, hanh, dung)
    thom, second = cast.thom(), cast.a_staff_member("bb", "Vi Thị B", Role.STATION_STAFF)
    session.commit()
    assert contesting.by_code(notices.code_mac(code_told(lan.phone)))
    session.commit()
    settling.propose(_reset(reset_id), Outcome.REVERSE, next(iter(Finding)), by=at_desk(thom))
    session.commit()
    settling.agree(_reset(reset_id), by=at_desk(second))

    assert differences() == []


def test_a_refusal_agrees(app: Flask, lan: Member, hanh: StaffCast, dung: StaffCast) -> None:
    reset_id = counter.ask(counter.english(app, hanh), lan)
    answer = counter.english(app, dung).submit(
        f"/desk/resets/{reset_id}/decision",
        {"refusal": "phone"},
        to=f"/desk/resets/{reset_id}/refusal",
    )

    assert answer.status_code == 303
    assert differences() == []


def _reset(reset_id: UUID) -> queries.Reset:
    found = queries.any_reset(reset_id)
    assert found is not None
    return found


def suoi_bac() -> UUID:
    village = cast.a_village("Suối Bạc")
    session.commit()
    return village


@pytest.fixture
def batch(app: Flask, hanh: StaffCast, dung: StaffCast) -> UUID:
    """Return a batch for six of a village that was asked for, allowed, made and taken."""
    issuing.many(6)
    first = issuing.at(app, hanh)
    batch = issuing.ask_village(first, suoi_bac())
    assert issuing.say(issuing.at(app, dung), batch, "allow") == 303
    issuing.make_all(app)
    assert issuing.say(first, batch, "file") == 200
    return batch


def tamper(batch: UUID, **values: object) -> None:
    session.execute(sa.update(SlipBatch).where(SlipBatch.id == batch).values(**values))
    session.commit()


def test_slips_that_were_taken_agree(batch: UUID) -> None:
    assert differences() == []


@pytest.mark.parametrize("word", ["refuse", "withdraw"])
def test_slips_that_never_came_agree(
    app: Flask, hanh: StaffCast, dung: StaffCast, word: str
) -> None:
    issuing.many(2)
    browser = issuing.at(app, hanh)
    batch = issuing.ask_village(browser, suoi_bac())
    by = browser if word == "withdraw" else issuing.at(app, dung)
    assert issuing.say(by, batch, word) == 303

    assert differences() == []


def test_another_name_under_slips_is_seen(batch: UUID) -> None:
    thom = cast.thom()

    tamper(batch, decided_by=thom.staff_id)

    assert differences() == [(Kind.OTHER_PERSON, Event.SLIPS_DECIDED)]


def test_a_taking_that_was_wiped_out_is_seen(batch: UUID) -> None:
    tamper(batch, taken_at=None)

    assert differences() == [(Kind.NOT_KEPT, Event.SLIPS_TAKEN)]


def test_a_refusal_of_slips_that_hides_an_allowance_is_seen(batch: UUID) -> None:
    tamper(batch, state=BatchState.REFUSED)

    assert (Kind.OTHER_ANSWER, Event.SLIPS_DECIDED) in differences()


def test_a_code_that_is_on_no_slip_is_seen(batch: UUID, hanh: StaffCast) -> None:
    trail.note(
        Line(
            event=Event.CODE_ISSUED,
            about=uuid4(),
            by=at_desk(hanh).actor,
            object_ref=f"slips:{batch}",
        )
    )

    assert differences() == [(Kind.OTHER_COUNT, Event.CODE_ISSUED)]


@pytest.mark.parametrize("codes", [5, 8])
def test_codes_and_lines_are_counted_against_each_other(batch: UUID, codes: int) -> None:
    tamper(batch, size=8, made=8, codes=codes)

    assert differences() == [(Kind.OTHER_COUNT, Event.CODE_ISSUED)]
