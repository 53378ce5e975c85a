"""A slip, a code on the new phone and a personal code: then all of before is dead."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import counter
from portal.accounts.models import SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel import crypto
from portal.kernel.db import session
from portal.people.kinds import Source
from portal.people.models import Phone
from portal.resets import queries, slip
from portal.resets.models import AccountReset, Proof, ResetPhone
from portal.resets.states import State
from tests import cast
from tests.accounts import steps
from tests.accounts.steps import messages, newest_code
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.printing.papers import pages_of
from tests.resets.standing import NEW_NUMBER, account_of, an_allowed_reset, column_of, stands
from tests.resets.steps import NEW_PIN, activate, choose_pin, to_the_last_page, type_slip


@pytest.fixture
def lan(app: Flask) -> Member:
    return cast.lan()


@pytest.fixture
def desk(app: Flask) -> tuple[StaffCast, StaffCast]:
    """Return the two who asked and allowed."""
    return cast.hanh(), cast.dung()


def test_the_code_goes_to_the_new_phone_only(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk)
    type_slip(steps.browser(app), lan.personal_id, letters)

    assert [one.recipient for one in messages("code")] == [NEW_NUMBER]


def test_the_new_phone_takes_over_and_signs_in(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    reset, letters = an_allowed_reset(lan, *desk)
    client = activate(app, lan, letters)

    assert client.get("/home").status_code == 200
    assert stands(reset) is State.USED
    account = account_of(lan)
    assert account.held_until == column_of(AccountReset.held_until, AccountReset.id == reset.id)
    assert crypto.secret_matches(account.pin_hash, NEW_PIN)
    assert client.get("/account/totp").location == "/account/waiting"
    lines = sa.select(AuditLine.section).where(AuditLine.event == Event.RESET_USED)
    assert session.scalars(lines).all() == ["account"]


@pytest.mark.parametrize(("proof", "hours"), [(Proof.CARD, 24), (Proof.QUESTIONS, 72)])
def test_it_is_held_longer_where_nobody_was_seen(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], proof: Proof, hours: int
) -> None:
    reset, letters = an_allowed_reset(lan, *desk, proof=proof)
    activate(app, lan, letters)

    used, held = (
        column_of(column, AccountReset.id == reset.id)
        for column in (AccountReset.used_at, AccountReset.held_until)
    )
    assert (held - used).total_seconds() == hours * 3600


def test_the_phones_of_before_are_set_aside(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    reset, letters = an_allowed_reset(lan, *desk)
    activate(app, lan, letters)

    phones = session.scalars(sa.select(Phone).where(Phone.person_id == lan.person_id)).all()
    assert {(one.number, one.active, one.source) for one in phones} == {
        (lan.phone, False, Source.POPULATION_LIST),
        (NEW_NUMBER, True, Source.STATION),
    }
    aside = session.scalars(sa.select(ResetPhone)).all()
    assert [(one.reset_id, one.phone_id) for one in aside] == [
        (reset.id, one.id) for one in phones if one.number == lan.phone
    ]


def test_a_new_code_on_the_same_phone_keeps_the_phone(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk, number=lan.phone)
    activate(app, lan, letters)

    phone = session.scalars(sa.select(Phone).where(Phone.person_id == lan.person_id)).one()
    assert phone.active


def test_what_opened_the_account_before_opens_it_no_more(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], visitor: InspectingClient
) -> None:
    cast.sign_in(visitor, lan)
    printed = counter.issue(lan.account_id, lan.person_id, by="desk")  # type: ignore[arg-type]
    session.commit()
    begun = steps.browser(app)
    steps.type_number(begun, lan.personal_id)
    _reset, letters = an_allowed_reset(lan, *desk)
    activate(app, lan, letters)

    assert visitor.get("/home").location == "/sign-in"
    assert begun.get("/sign-in/code").location == "/sign-in"
    again = steps.browser(app)
    steps.type_number(again, lan.personal_id)
    assert steps.type_code(again, printed).status_code == 422
    assert messages("code")[-1].recipient == NEW_NUMBER


def test_a_sign_in_between_code_and_personal_code_does_not_finish(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    session.execute(
        sa.text("UPDATE account SET pin_hash = :hash"), {"hash": crypto.hash_secret("739164")}
    )
    session.commit()
    begun = steps.browser(app)
    steps.type_number(begun, lan.personal_id)
    assert steps.type_code(begun, newest_code()).location == "/sign-in/pin"
    _reset, letters = an_allowed_reset(lan, *desk)
    activate(app, lan, letters)

    assert begun.get("/sign-in/pin").location == "/sign-in"


def test_of_two_browsers_with_one_slip_one_takes_over(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk)
    first = to_the_last_page(app, lan, letters)
    second = to_the_last_page(app, lan, letters)

    assert choose_pin(first).location == "/home"
    assert choose_pin(second, "739164").status_code == 422
    running = session.scalars(
        sa.select(SignInSession.id).where(SignInSession.ended_at.is_(None))
    ).all()
    assert len(running) == 1


def test_a_new_slip_ends_what_the_old_one_began(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], time: Time
) -> None:
    reset, letters = an_allowed_reset(lan, *desk)
    begun = to_the_last_page(app, lan, letters)
    time.pass_by(minutes=2)
    found = queries.changed(reset.id)
    slip.issue(found, found.requested_at)
    session.commit()

    assert choose_pin(begun).status_code == 422
    assert stands(reset) is State.ALLOWED


def test_a_slip_ends_with_its_reset(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], time: Time
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk)
    time.pass_by(hours=24)
    type_slip(steps.browser(app), lan.personal_id, letters)

    assert messages("code") == []


@pytest.mark.parametrize("pin", ["111111", "000777", "020495"])
def test_a_weak_personal_code_is_refused_and_nothing_has_happened(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], pin: str
) -> None:
    reset, letters = an_allowed_reset(lan, *desk)
    client = to_the_last_page(app, lan, letters)

    assert choose_pin(client, pin).status_code == 422
    assert stands(reset) is State.ALLOWED
    assert choose_pin(client).location == "/home"


def test_a_code_is_dead_after_five_wrong_tries(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk)
    client = steps.browser(app)
    type_slip(client, lan.personal_id, letters)
    right, wrong = newest_code(), steps.wrong_code()
    for _ in range(5):
        assert client.submit("/activate/code", {"code": wrong}).status_code == 422

    assert client.submit("/activate/code", {"code": right}).status_code == 422


def test_a_code_and_the_time_after_it_run_out(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast], time: Time
) -> None:
    _reset, letters = an_allowed_reset(lan, *desk)
    client = steps.browser(app)
    type_slip(client, lan.personal_id, letters)
    time.pass_by(minutes=5)
    assert client.submit("/activate/code", {"code": newest_code()}).status_code == 422

    client = to_the_last_page(app, lan, letters)
    time.pass_by(minutes=10)
    assert client.get("/activate/personal-code").location == "/activate"


def test_the_pages_lead_each_browser_where_it_belongs(app: Flask) -> None:
    client = steps.browser(app)

    for path in ("/activate/code", "/activate/personal-code"):
        assert client.get(path).location == "/activate"


def test_the_slip_is_one_page_with_the_letters_and_no_number(
    app: Flask, lan: Member, desk: tuple[StaffCast, StaffCast]
) -> None:
    reset, letters = an_allowed_reset(lan, *desk)
    made = slip.pdf(letters, id_tail="123", good_until=reset.expires_at)

    (text,) = pages_of(made)
    assert slip.grouped(letters) in text
    assert "/activate" in text
    assert lan.personal_id not in text
    assert lan.full_name not in text
