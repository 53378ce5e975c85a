"""Messages leave once, are tried again when they must be, and are forgotten afterwards."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from structlog.types import EventDict

from portal.kernel import clock
from portal.kernel.db import database
from portal.notifications import queries
from portal.notifications.channels.delivery import Accepted, Outgoing
from portal.notifications.channels.esms import Esms
from portal.notifications.sender import ATTEMPTS, Counts, pause_after, send_due
from tests.conftest import Time
from tests.fakes.sms_gateway import FakeGateway
from tests.notifications.messages import LAN, TEXT, a_message, the_message


class Killed(BaseException):
    """What a sender meets when its process is killed: nothing of it runs on."""


class KilledAfterSending:
    """A sender's channel whose process ends between the gateway's answer and the mark."""

    def __init__(self, channel: Esms) -> None:
        self.channel = channel

    def send(self, message: Outgoing) -> Accepted:
        self.channel.send(message)
        raise Killed


def test_a_message_leaves_and_is_forgotten(app: Flask, esms: Esms, gateway: FakeGateway) -> None:
    a_message()

    assert send_due(database(), esms) == Counts(sent=1)

    [accepted] = gateway.accepted
    assert (accepted["Phone"], accepted["Content"]) == ("0900000123", TEXT)
    assert (accepted["IsUnicode"], accepted["RequestId"]) == ("0", "one")
    kept = the_message()
    assert kept.sent_at is not None
    assert (kept.recipient, kept.text, kept.provider_id) == (None, None, "sms-1")
    assert send_due(database(), esms) == Counts()


def test_a_message_waits_for_its_hour(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message(not_before=clock.now() + timedelta(hours=1))

    assert send_due(database(), esms) == Counts()
    time.pass_by(hours=1)
    assert send_due(database(), esms) == Counts(sent=1)


def test_a_gateway_that_is_down_is_tried_again_later(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message()
    gateway.next_status = 500

    assert send_due(database(), esms) == Counts(later=1)
    assert send_due(database(), esms) == Counts(), "not before its pause is over"
    time.pass_by(seconds=30)
    assert send_due(database(), esms) == Counts(sent=1)


def test_a_message_nobody_takes_dies_after_twelve_tries(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message()
    for _ in range(ATTEMPTS):
        gateway.next_code = "103"
        send_due(database(), esms)
        time.pass_by(hours=2)

    kept = the_message()
    assert gateway.requests == ATTEMPTS
    assert kept.dead_at is not None
    assert (kept.recipient, kept.text) == (None, None)
    assert [letter.last_error for letter in queries.dead_letters()] == ["code 103"]
    assert send_due(database(), esms) == Counts()


def test_a_sender_killed_before_its_mark_sends_nothing_twice(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message()
    with pytest.raises(Killed):
        send_due(database(), KilledAfterSending(esms))
    assert send_due(database(), esms) == Counts(), "not before the lease has run out"

    time.pass_by(minutes=3)

    assert send_due(database(), esms) == Counts(sent=1), "the gateway's 124 counts as sent"
    assert gateway.requests == 2
    assert [sent["RequestId"] for sent in gateway.accepted] == ["one"]
    assert the_message().text is None


def test_a_message_that_kills_its_sender_dies_too(app: Flask, esms: Esms, time: Time) -> None:
    a_message()
    for _ in range(ATTEMPTS):
        with pytest.raises(Killed):
            send_due(database(), KilledAfterSending(esms))
        time.pass_by(minutes=3)

    assert send_due(database(), esms) == Counts(dead=1)


def test_a_code_that_is_too_old_is_not_sent(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message(lives=timedelta(minutes=5))
    time.pass_by(minutes=5)

    assert send_due(database(), esms) == Counts(dropped=1)
    assert gateway.requests == 0
    kept = the_message()
    assert (kept.recipient, kept.text) == (None, None)
    assert queries.dead_letters() == [], "an operator can do nothing about it"


def test_an_empty_errand_goes_nowhere_and_is_forgotten(
    app: Flask, esms: Esms, gateway: FakeGateway
) -> None:
    a_message(kind="noop")

    assert send_due(database(), esms) == Counts(dropped=1)
    assert gateway.requests == 0
    assert the_message().text is None


def test_the_pauses_double_up_to_an_hour() -> None:
    seconds = [pause_after(attempt).total_seconds() for attempt in range(1, ATTEMPTS)]

    for pause, planned in zip(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 2560], strict=False):
        assert 0.75 * planned <= pause <= 1.25 * planned
    assert all(0.75 * 3600 <= pause <= 1.25 * 3600 for pause in seconds[9:])


def test_two_messages_may_not_share_a_reference(app: Flask) -> None:
    a_message()
    with pytest.raises(sa.exc.IntegrityError):
        a_message()


def test_the_log_and_the_dead_letters_name_nobody(
    app: Flask, esms: Esms, gateway: FakeGateway, logged: list[EventDict]
) -> None:
    a_message()
    gateway.next_code = "108"
    assert send_due(database(), esms) == Counts(dead=1)

    told = app.test_cli_runner().invoke(args=["notifications", "dead"])

    written = f"{told.output} {logged}"
    assert "code 108" in told.output
    assert "message_dead" in written
    for secret in (LAN, LAN.removeprefix("+84"), "482915", gateway.api_key, gateway.secret_key):
        assert secret not in written
