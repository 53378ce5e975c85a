"""However a use and a stop fall together, nobody stays signed in and one use takes place."""

from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from portal.accounts.browser import Browser
from portal.accounts.models import Account, SignInSession
from portal.kernel import clock
from portal.kernel.db import session
from portal.resets import contesting, notices, using
from portal.resets.activation_models import ResetActivation
from portal.resets.activations import Activation, activation_of
from portal.resets.models import AccountReset
from portal.resets.queries import Reset
from portal.resets.states import State
from tests import cast
from tests.resets.standing import an_allowed_reset, code_told
from tests.resets.steps import NEW_PIN
from tests.resets.test_two_at_the_same_moment import at_once

BROWSER = Browser(source=b"s", attempt_hash=b"a", device_hash=b"d", computer_hash=b"c")


def _on_the_last_page(reset: Reset, name: bytes) -> Activation:
    """Return an activation that waits for a personal code; the caller commits."""
    now = clock.now()
    session.add(
        ResetActivation(
            id=UUID(bytes=name * 16),
            token_hash=name,
            reset_id=reset.id,
            slip_mac=reset.slip_mac,
            code_mac=b"-",
            started_at=now,
            expires_at=now,
            passed_at=now,
        )
    )
    session.flush()
    found = activation_of(session.connection(), name)
    assert found is not None
    return found


def _running() -> int:
    query = sa.select(sa.func.count()).where(SignInSession.ended_at.is_(None))
    return int(session.scalar(query) or 0)


def test_of_two_uses_one_takes_place(app: Flask) -> None:
    reset, _letters = an_allowed_reset(cast.lan(), cast.hanh(), cast.dung())
    one, two = (_on_the_last_page(reset, name) for name in (b"1", b"2"))
    session.commit()

    done = at_once(
        app,
        lambda: using.use(one, NEW_PIN, BROWSER),
        lambda: using.use(two, NEW_PIN, BROWSER),
    )

    assert sorted(done) == [False, True]
    assert _running() == 1


def test_a_stop_wins_over_a_use(app: Flask) -> None:
    lan = cast.lan()
    reset, _letters = an_allowed_reset(lan, cast.hanh(), cast.dung())
    one = _on_the_last_page(reset, b"1")
    session.commit()
    code_mac = notices.code_mac(code_told(lan.phone))

    at_once(
        app,
        lambda: using.use(one, NEW_PIN, BROWSER),
        lambda: contesting.by_code(code_mac),
    )

    assert session.get_one(AccountReset, reset.id).state is State.FROZEN
    assert session.get_one(Account, lan.account_id).frozen_at is not None
    assert _running() == 0
