"""Several senders, slow senders, senders that are told to end."""

import threading
from datetime import timedelta

from flask import Flask

from portal.kernel import clock
from portal.kernel.db import database
from portal.notifications import leases, queries
from portal.notifications.channels.delivery import Accepted, Outgoing
from portal.notifications.sender import Counts, send_due
from tests.conftest import Time
from tests.notifications.messages import a_message, the_message


class Recorder:
    """A channel that takes everything and remembers it; each message takes `seconds`."""

    def __init__(self, time: Time | None = None, seconds: float = 0) -> None:
        self.sent: list[str] = []
        self.time = time
        self.seconds = seconds

    def send(self, message: Outgoing) -> Accepted:
        self.sent.append(message.reference)
        if self.time:
            self.time.pass_by(seconds=self.seconds)
        return Accepted()


def test_two_senders_send_each_message_once(app: Flask) -> None:
    for number in range(50):
        a_message(str(number))
    channel = Recorder()

    def work() -> None:
        with app.app_context():
            while send_due(database(), channel).handled:
                pass

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(channel.sent, key=int) == [str(number) for number in range(50)]


def test_a_slow_sender_gives_back_what_its_lease_no_longer_covers(app: Flask, time: Time) -> None:
    for number in range(5):
        a_message(str(number))
    slow, other = Recorder(time, seconds=50), Recorder()

    assert send_due(database(), slow) == Counts(sent=2), "100 of the 120 seconds are gone"
    assert send_due(database(), other) == Counts(sent=3)
    assert (slow.sent, other.sent) == (["0", "1"], ["2", "3", "4"])


def test_a_sender_that_comes_back_too_late_changes_nothing(app: Flask, time: Time) -> None:
    a_message()
    [late] = leases.take(database())
    time.pass_by(minutes=3)
    [current] = leases.take(database())

    leases.put_off(database(), late, clock.now() + timedelta(hours=1), "late")
    leases.end_unsent(database(), late, "late")
    leases.end_sent(database(), current)

    assert the_message().sent_at is not None
    assert the_message().last_error is None


def test_a_sender_told_to_end_stops_between_two_messages(app: Flask) -> None:
    for number in range(3):
        a_message(str(number))
    channel = Recorder()

    assert send_due(database(), channel, ended=lambda: bool(channel.sent)) == Counts(sent=1)
    assert send_due(database(), channel) == Counts(sent=2), "the others were given back at once"


def test_a_message_no_sender_takes_is_noticed_after_five_minutes(app: Flask, time: Time) -> None:
    a_message()
    time.pass_by(minutes=5)
    assert queries.is_moving(clock.now())

    time.pass_by(seconds=1)

    assert not queries.is_moving(clock.now())


def test_a_sender_that_died_is_noticed(app: Flask, time: Time) -> None:
    a_message()
    leases.take(database())

    time.pass_by(minutes=8)

    assert not queries.is_moving(clock.now())


def test_a_provider_that_is_down_is_no_fault_of_the_sender(app: Flask, time: Time) -> None:
    a_message()
    time.pass_by(minutes=30)
    [message] = leases.take(database())
    leases.put_off(database(), message, clock.now() + timedelta(hours=1), "code 103")

    assert queries.is_moving(clock.now())
