"""Whoever was told may stop a reset: then nobody signs in, and a case is open."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.cases.models import CaseKind, ServiceCase
from portal.kernel import crypto
from portal.kernel.db import session
from portal.resets import contesting, notices
from portal.resets.models import AccountReset, ContestWay
from portal.resets.states import State
from tests import cast
from tests.accounts import steps
from tests.accounts.steps import messages
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.resets.standing import (
    NEW_NUMBER,
    a_delegate,
    account_of,
    an_allowed_reset,
    at_desk,
    code_told,
    column_of,
    stands,
)


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


def _stop_by(way: ContestWay, person: Member, reset_id: UUID, desk: StaffCast) -> bool:
    """Stop a reset in one of the ways."""
    match way:
        case ContestWay.CODE:
            return contesting.by_code(notices.code_mac(code_told(person.phone)))
        case ContestWay.SMS:
            return contesting.by_sms(crypto.blind_index("phone", person.phone))
        case _:
            return contesting.by_station(reset_id, by=at_desk(desk))


@pytest.mark.parametrize("way", list(ContestWay))
def test_each_way_shuts_the_account_and_opens_a_case(lan: Member, way: ContestWay) -> None:
    desk = cast.hanh()
    reset, _letters = an_allowed_reset(lan, desk, cast.dung())

    assert _stop_by(way, lan, reset.id, desk)
    session.commit()

    assert stands(reset) is State.FROZEN
    assert account_of(lan).frozen_at is not None
    case = session.scalars(sa.select(ServiceCase)).one()
    assert (case.kind, case.subject) == (CaseKind.NOT_MY_RESET, f"reset:{reset.id}")
    row = session.scalars(sa.select(AccountReset)).one()
    assert (row.contested_how, row.case_id, row.slip_mac) == (way, case.id, None)
    lines = sa.select(AuditLine.section).where(AuditLine.event == Event.RESET_CONTESTED)
    assert session.scalars(lines).all() == ["account"]


@pytest.mark.parametrize("number", ["old", "new", "trusted"])
def test_everybody_who_was_told_may_stop_it(lan: Member, number: str) -> None:
    hung = cast.hung()
    a_delegate(lan, hung)
    _reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    numbers = {"old": lan.phone, "new": NEW_NUMBER, "trusted": hung.phone}

    assert contesting.by_code(notices.code_mac(code_told(numbers[number])))
    session.commit()

    assert {one.recipient for one in messages("reset_stopped")} == set(numbers.values())


def test_a_second_stop_finds_nothing_and_opens_no_second_case(lan: Member) -> None:
    _reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    mac = notices.code_mac(code_told(lan.phone))

    assert contesting.by_code(mac)
    assert not contesting.by_code(mac)
    assert not contesting.by_sms(crypto.blind_index("phone", NEW_NUMBER))
    session.commit()

    assert len(session.scalars(sa.select(ServiceCase)).all()) == 1


def test_a_number_nobody_told_stops_nothing(lan: Member) -> None:
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())

    assert not contesting.by_sms(crypto.blind_index("phone", "+84900000555"))
    assert not contesting.by_code(notices.code_mac("00000000"))
    session.commit()
    assert stands(reset) is State.ALLOWED


def test_what_ran_out_unused_cannot_be_stopped_any_more(lan: Member, time: Time) -> None:
    _reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    mac = notices.code_mac(code_told(lan.phone))
    time.pass_by(hours=25)

    assert not contesting.by_code(mac)
    session.commit()
    assert account_of(lan).frozen_at is None


def test_the_desk_of_another_commune_stops_nothing(lan: Member) -> None:
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    other = cast.elsewhere()

    assert not contesting.by_station(reset.id, by=at_desk(other, "Xã Nà Hoa"))
    session.commit()
    assert stands(reset) is State.ALLOWED


def test_nobody_signs_in_to_a_stopped_account(lan: Member, visitor: InspectingClient) -> None:
    _reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    cast.sign_in(visitor, lan)
    assert contesting.by_code(notices.code_mac(code_told(lan.phone)))
    session.commit()

    assert visitor.get("/home").status_code == 303
    ended = column_of(SignInSession.end_reason, SignInSession.account_id == lan.account_id)
    assert ended == "frozen"
    steps.type_number(steps.browser(visitor.application), lan.personal_id)
    assert messages("code") == []
