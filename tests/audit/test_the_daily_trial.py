"""The canary: a look of our own through the real pages, and readiness that turns red."""

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SignInSession
from portal.audit.events import Event
from portal.audit.models import AuditCanary
from portal.kernel.db import database
from portal.overview.canary import NAME, PERSON
from portal.people.models import Identifier, Person
from tests.audit.logbook import change, lines_of
from tests.audit.test_writing_at_the_same_time import swallow
from tests.client import InspectingClient
from tests.conftest import Time


def trial(app: Flask) -> tuple[int, str]:
    ended = app.test_cli_runner().invoke(args=["audit", "canary"])
    return ended.exit_code, ended.output.strip()


def found(query: sa.Executable) -> Sequence[Any]:
    with database().autocommit.connect() as connection:
        return connection.execute(query).all()


def test_the_look_is_written_and_kept_as_passed(app: Flask, visitor: InspectingClient) -> None:
    assert trial(app) == (0, "the look was written")

    [line] = lines_of(PERSON)
    assert (line["event"], line["actor_name"]) == (Event.RECORD_SEEN, NAME)
    assert found(sa.select(AuditCanary.passed, AuditCanary.detail)) == [(True, "written")]
    assert visitor.get("/readyz").status_code == 200


def test_the_trial_may_run_every_day(app: Flask, time: Time) -> None:
    for _ in range(3):
        assert trial(app)[0] == 0
        time.pass_by(days=1)

    assert len(lines_of(PERSON)) == 3
    assert len(found(sa.select(Person.id).where(Person.full_name == NAME))) == 1


def test_nobody_can_use_the_made_up_account(app: Flask) -> None:
    trial(app)

    assert found(sa.select(SignInSession.id)) == []
    assert found(sa.select(Identifier.id).where(Identifier.person_id == PERSON)) == []


def test_readiness_asks_for_no_trial_before_the_first(visitor: InspectingClient) -> None:
    assert visitor.get("/readyz").status_code == 200


def test_a_swallowed_line_turns_readiness_red(app: Flask, visitor: InspectingClient) -> None:
    trial(app)
    swallow(app)

    code, says = trial(app)

    assert (code, says) == (1, "Error: the page answered 503")
    assert found(sa.select(SignInSession.id)) == []
    assert visitor.get("/readyz").status_code == 503


def test_a_line_lost_after_it_was_written_turns_readiness_red(
    app: Flask, visitor: InspectingClient
) -> None:
    """The insert answers as if all were well, and the line is gone."""
    lose_every_line()

    code, says = trial(app)

    assert (code, says) == (1, "Error: the look was not written")
    assert visitor.get("/readyz").status_code == 503


def lose_every_line() -> None:
    with database().transaction() as connection:
        if database().is_sqlite:
            connection.execute(sa.text("DROP TRIGGER audit_line_no_DELETE"))
            connection.execute(
                sa.text(
                    "CREATE TRIGGER lose AFTER INSERT ON audit_line"
                    " BEGIN DELETE FROM audit_line WHERE seq = NEW.seq; END"
                )
            )
            return
        connection.execute(sa.text("ALTER TABLE audit_line DISABLE TRIGGER USER"))
        connection.execute(
            sa.text(
                "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN DELETE FROM audit_line WHERE seq = NEW.seq; RETURN NULL; END $$"
            )
        )
        connection.execute(
            sa.text(
                "CREATE TRIGGER lose AFTER INSERT ON audit_line"
                " FOR EACH ROW EXECUTE FUNCTION lose()"
            )
        )


def test_a_broken_chain_turns_readiness_red(app: Flask, visitor: InspectingClient) -> None:
    trial(app)
    change(PERSON, 1, actor_name="Người khác")

    assert trial(app) == (1, "Error: the chain is broken: changed at 1")
    assert visitor.get("/readyz").status_code == 503


def test_a_good_trial_turns_readiness_green_again(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    trial(app)
    change(PERSON, 1, section="visits")
    trial(app)
    change(PERSON, 1, section="record")
    time.pass_by(minutes=1)

    assert trial(app)[0] == 0
    assert visitor.get("/readyz").status_code == 200


@pytest.mark.parametrize(("hours", "status"), [(25, 200), (27, 503)])
def test_an_old_trial_says_nothing_any_more(
    app: Flask, visitor: InspectingClient, time: Time, hours: int, status: int
) -> None:
    trial(app)
    time.pass_by(hours=hours)

    assert visitor.get("/readyz").status_code == status
