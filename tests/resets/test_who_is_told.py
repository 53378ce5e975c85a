"""Everybody who could miss the phone is told, with a code of their own, and nothing more."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications.sms_text import fits_one_message
from portal.people.models import Phone
from portal.representation.models import EndedAs, Representation
from portal.resets import notices, texts
from portal.resets.models import Recipient, ResetNotice
from tests import cast
from tests.accounts.steps import messages
from tests.conftest import Time
from tests.resets.standing import NEW_NUMBER, a_delegate, an_allowed_reset, code_told
from tests.resets.steps import activate


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("recipient", list(Recipient))
def test_every_message_is_one_message_long_and_has_no_link(
    language: str, recipient: Recipient
) -> None:
    phone = "024 0000 0115"
    for text in (
        texts.allowed(language, recipient, "12345678", phone),
        texts.used(language, recipient, "25/11/2026", "12345678", phone),
        texts.stopped(language, phone),
    ):
        assert fits_one_message(text), text
        assert not re.search(r"http|www|\w\.\w|/[a-z]", text), text


def test_old_phone_new_phone_and_who_acts_are_told_each_with_a_code(app: Flask) -> None:
    lan, hung = cast.lan(), cast.hung()
    a_delegate(lan, hung)
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())

    told = {one.recipient for one in messages("reset_allowed")}
    assert told == {lan.phone, NEW_NUMBER, hung.phone}
    codes = {code_told(number) for number in told if number}
    assert len(codes) == 3
    kept = session.scalars(sa.select(ResetNotice).where(ResetNotice.reset_id == reset.id)).all()
    assert {one.code_mac for one in kept} == {notices.code_mac(code) for code in codes}


def test_no_message_names_anybody(app: Flask) -> None:
    lan, hung = cast.lan(), cast.hung()
    a_delegate(lan, hung)
    an_allowed_reset(lan, cast.hanh(), cast.dung())

    for one in messages("reset_allowed"):
        assert "Lan" not in str(one.text)
        assert "Hung" not in str(one.text)


def test_a_number_in_two_parts_is_told_once(app: Flask) -> None:
    lan, men = cast.lan(), cast.men()  # one phone serves both
    a_delegate(lan, men)
    an_allowed_reset(lan, cast.hanh(), cast.dung())

    assert [one.recipient for one in messages("reset_allowed")].count(lan.phone) == 1


def test_who_is_dropped_after_the_decision_is_told_again_all_the_same(
    app: Flask, time: Time
) -> None:
    lan, hung = cast.lan(), cast.hung()
    acts = a_delegate(lan, hung)
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    time.pass_by(hours=2)
    session.execute(
        sa.update(Representation)
        .where(Representation.id == acts)
        .values(ended_at=clock.now(), ended_as=EndedAs.REPRESENTED)
    )
    notices.tell_later(reset, clock.now())
    session.commit()

    assert hung.phone in [one.recipient for one in messages("reset_used")]


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (29, True), (31, False)])
def test_who_was_dropped_shortly_before_the_decision_is_told_all_the_same(
    app: Flask, time: Time, days: int, is_told: bool
) -> None:
    lan, hung = cast.lan(), cast.hung()
    acts = a_delegate(lan, hung)
    time.pass_by(hours=1)
    session.execute(
        sa.update(Representation)
        .where(Representation.id == acts)
        .values(ended_at=clock.now(), ended_as=EndedAs.STATION)
    )
    session.commit()
    time.pass_by(days=days)
    an_allowed_reset(lan, cast.hanh(), cast.dung())

    assert (hung.phone in [one.recipient for one in messages("reset_allowed")]) is is_told


def test_a_phone_an_earlier_reset_set_aside_lately_is_told(app: Flask, time: Time) -> None:
    lan, hanh, dung = cast.lan(), cast.hanh(), cast.dung()
    _first, letters = an_allowed_reset(lan, hanh, dung)
    activate(app, lan, letters)
    time.pass_by(days=20)
    an_allowed_reset(lan, hanh, dung, number="+84900000888")

    told = [one.recipient for one in messages("reset_allowed")]
    assert sorted(told[-3:]) == sorted([lan.phone, NEW_NUMBER, "+84900000888"])


def test_a_phone_set_aside_is_told_again_after_one_day_and_seven(app: Flask) -> None:
    lan = cast.lan()
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    notices.tell_later(reset, clock.now())
    session.commit()

    assert [one.recipient for one in messages("reset_used")].count(lan.phone) == 2
    assert max(notices.AGAIN_AFTER) + timedelta(days=1) < notices.STOPPABLE_FOR


def test_a_person_without_any_phone_is_told_on_the_new_one(app: Flask) -> None:
    lan = cast.lan()
    session.execute(sa.delete(Phone).where(Phone.person_id == lan.person_id))
    an_allowed_reset(lan, cast.hanh(), cast.dung())

    assert [one.recipient for one in messages("reset_allowed")] == [NEW_NUMBER]
