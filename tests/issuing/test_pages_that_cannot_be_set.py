"""A page that cannot be set: tried some times, then given up; nothing opens without paper."""

from datetime import UTC

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account, CounterCode
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.issuing import making, retention
from portal.issuing.leases import LEASE
from portal.issuing.models import BatchState, SlipBatch
from portal.issuing.rules import TRIES_A_PART
from portal.kernel import clock
from portal.kernel.db import session
from portal.people.models import Person
from tests import cast
from tests.conftest import Time
from tests.issuing import steps
from tests.issuing.test_making_slips import a_village_batch, live_codes, signed_in_as


def broken(_html: str) -> bytes:
    raise RuntimeError


def fail(app: Flask, time: Time, times: int) -> None:
    for _ in range(times):
        with pytest.raises(RuntimeError):
            making.make_next(app, broken)
        time.pass_by(seconds=LEASE.total_seconds() + 1)


def test_after_five_tries_it_is_over_and_the_page_says_why(app: Flask, time: Time) -> None:
    batch = a_village_batch(app, 2)

    fail(app, time, TRIES_A_PART)

    assert not making.make_next(app, broken)
    assert retention.tidy() == 1
    session.commit()
    assert steps.state(batch) is BatchState.OVER
    hanh = signed_in_as(app, "hanh")
    hanh.set_cookie("language", "en")
    assert "could not be made" in hanh.get(f"/desk/slips/{batch}").text


def test_no_try_prolongs_the_life_of_the_slips(app: Flask, time: Time) -> None:
    a_village_batch(app, 2)
    began = clock.now()

    fail(app, time, 3)
    steps.make_all(app)

    until = session.scalars(sa.select(SlipBatch.expires_at)).one()
    assert (until - began.astimezone(UTC)).total_seconds() == 24 * 3600


def test_a_part_that_came_out_begins_the_count_anew(app: Flask, time: Time) -> None:
    batch = a_village_batch(app, 60)

    fail(app, time, TRIES_A_PART - 1)
    assert making.make_next(app, steps.set_pages)
    fail(app, time, TRIES_A_PART - 1)
    assert making.make_next(app, steps.set_pages)

    assert steps.state(batch) is BatchState.READY


def test_a_page_that_failed_opens_no_account_and_ends_no_older_slip(app: Flask, time: Time) -> None:
    a_village_batch(app, 1)
    fail(app, time, 1)
    opened = session.scalar(sa.select(sa.func.count()).select_from(Account))
    codes = session.scalar(sa.select(sa.func.count()).select_from(CounterCode))
    session.commit()
    assert (opened, codes) == (0, 0)
    steps.make_all(app)
    older = live_codes()
    village = cast.a_village("Suối Bạc")
    session.commit()
    again = steps.ask_village(signed_in_as(app, "dung"), village)
    assert steps.say(signed_in_as(app, "hanh"), again, "allow") == 303

    fail(app, time, TRIES_A_PART)

    assert live_codes() == older
    issued = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.CODE_ISSUED))
    assert len(issued.all()) == 1


def test_who_dies_while_the_page_is_set_has_a_slip_that_opens_nothing(app: Flask) -> None:
    a_village_batch(app, 1)

    def meanwhile(html: str) -> bytes:
        with app.app_context():
            session.execute(sa.update(Person).values(deceased_on=clock.today()))
            session.commit()
        return html.encode()

    assert making.make_next(app, meanwhile)

    assert not live_codes()
