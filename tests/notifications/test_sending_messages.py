"""Messages leave once, are tried again when they must be, and are forgotten afterwards."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import SmsGateway
from portal.kernel import clock
from portal.kernel.db import database, session
from portal.notifications import outbox, queries
from portal.notifications.channels.delivery import Accepted, Outgoing
from portal.notifications.channels.esms import Esms
from portal.notifications.models import OutboxMessage
from portal.notifications.sender import ATTEMPTS, Counts, send_due
from portal.notifications.sms_text import fits_one_message
from tests.conftest import Time
from tests.fakes.sms_gateway import FakeGateway

LAN = "+84900000123"
TEXT = "Ma OTP: 482915. Dung trong 5 phut."


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    fake = FakeGateway()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def esms(gateway: FakeGateway) -> Esms:
    return Esms(
        SmsGateway(
            kind="esms",
            url=gateway.url,
            api_key=gateway.api_key,
            secret_key=gateway.secret_key,
            brand="TRAM Y TE",
        )
    )


def a_message(key: str = "one", *, kind: str = "code", lives: timedelta | None = None) -> None:
    outbox.enqueue(
        kind=kind,
        recipient=LAN,
        text=TEXT,
        dedupe_key=key,
        expires_at=clock.now() + lives if lives else None,
    )
    session.commit()


def the_message() -> OutboxMessage:
    session.expire_all()
    found = session.scalars(sa.select(OutboxMessage)).one()
    session.commit()  # on SQLite a reader in a transaction keeps the sender out
    return found


def test_a_message_leaves_and_is_forgotten(app: Flask, esms: Esms, gateway: FakeGateway) -> None:
    a_message()

    assert send_due(database(), esms) == Counts(sent=1)

    assert gateway.accepted[0]["Phone"] == "0900000123"
    assert gateway.accepted[0]["Content"] == TEXT
    assert gateway.accepted[0]["IsUnicode"] == "0"
    kept = the_message()
    assert kept.sent_at is not None
    assert (kept.recipient, kept.text) == (None, None)
    assert kept.provider_id == "sms-1"
    assert send_due(database(), esms) == Counts()


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

    dead = queries.dead_letters()
    assert [letter.last_error for letter in dead] == ["code 103"]
    assert the_message().text is None
    assert gateway.accepted == []


def test_a_number_the_gateway_refuses_dies_at_once(
    app: Flask, esms: Esms, gateway: FakeGateway
) -> None:
    a_message()
    gateway.next_code = "108"

    assert send_due(database(), esms) == Counts(dead=1)


def test_a_repeat_after_a_crash_counts_as_sent(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message()
    esms.send(Outgoing(reference="one", recipient=LAN, text=TEXT))  # sent, then killed unmarked

    assert send_due(database(), esms) == Counts(sent=1)
    assert len(gateway.accepted) == 1


def test_a_code_that_is_too_old_is_not_sent(
    app: Flask, esms: Esms, gateway: FakeGateway, time: Time
) -> None:
    a_message(lives=timedelta(minutes=5))
    time.pass_by(minutes=6)

    assert send_due(database(), esms) == Counts(dropped=1)
    assert gateway.accepted == []
    assert the_message().text is None


def test_an_empty_errand_goes_nowhere(app: Flask, esms: Esms, gateway: FakeGateway) -> None:
    a_message(kind="noop")

    assert send_due(database(), esms) == Counts(dropped=1)
    assert gateway.accepted == []


def test_two_senders_send_each_message_once(app: Flask, time: Time) -> None:
    for number in range(30):
        a_message(str(number))
    sent: list[str] = []

    class Recorder:
        def send(self, message: Outgoing) -> Accepted:
            sent.append(message.reference)
            return Accepted()

    def work() -> None:
        with app.app_context():
            while send_due(database(), Recorder()).handled:
                pass

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(sent, key=int) == [str(number) for number in range(30)]


def test_a_message_that_waits_too_long_is_noticed(app: Flask, time: Time) -> None:
    a_message()
    assert queries.is_moving(clock.now())

    time.pass_by(minutes=6)

    assert not queries.is_moving(clock.now())


def test_the_console_writes_one_line_a_message(app: Flask) -> None:
    a_message()
    told = app.test_cli_runner().invoke(args=["notifications", "send"])

    path = app.extensions["portal.config"].instance / "messages.jsonl"
    line = json.loads(path.read_text(encoding="utf-8"))
    assert told.exit_code == 0
    assert (line["to"], line["text"]) == (LAN, TEXT)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ApiKey": "another"}, "101"),
        ({"Brandname": ""}, "104"),
        ({"Phone": "12"}, "108"),
        ({"Content": ""}, "110"),
        ({}, "100"),
    ],
)
def test_the_fake_gateway_answers_as_the_manual_says(fields: dict[str, str], code: str) -> None:
    fake = FakeGateway()
    body = {
        "ApiKey": fake.api_key,
        "SecretKey": fake.secret_key,
        "Brandname": "B",
        "Phone": "0900000123",
        "Content": "text",
        "SmsType": "2",
        "RequestId": "r",
    } | fields

    path = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
    assert fake.answer(path, json.dumps(body).encode())[1]["CodeResult"] == code


def test_a_letter_with_a_mark_makes_a_message_too_dear() -> None:
    assert fits_one_message("a" * 160)
    assert not fits_one_message("a" * 161)
    assert not fits_one_message("Mã OTP")
    assert not fits_one_message("[" * 81)
