"""Thirty days after a message ended, nothing tells that there was one."""

import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import database, session
from portal.notifications import leases
from portal.notifications.models import OutboxMessage
from tests.conftest import Time
from tests.notifications.messages import a_message


def test_messages_that_ended_long_ago_are_deleted_and_no_others(app: Flask, time: Time) -> None:
    a_message("sent long ago")
    a_message("died long ago")
    sent, died = leases.take(database())
    leases.end_sent(database(), sent)
    leases.end_unsent(database(), died, "code 108")
    a_message("still waiting")
    time.pass_by(days=29)
    a_message("sent lately")
    _, lately = leases.take(database())
    leases.end_sent(database(), lately)
    time.pass_by(days=1, seconds=1)

    told = app.test_cli_runner().invoke(args=["notifications", "tidy"])

    assert told.output == "2 deleted\n"
    kept = session.scalars(sa.select(OutboxMessage.dedupe_key).order_by(OutboxMessage.id))
    assert list(kept) == ["still waiting", "sent lately"]
