"""One representative of a minor at a time, from the shell and at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.trail import Actor
from portal.kernel.db import session
from portal.kernel.errors import RuleBroken
from portal.notifications.models import OutboxMessage
from portal.representation import services
from portal.representation.models import EndedAs, Representation, RepresentationKind
from portal.representation.services import NewRepresentation
from tests import cast
from tests.sharing.test_representatives import delegated

STATION = ("--by", "Vi Thị Thơm")


def parents_part(child: UUID, parent: UUID, **values: Any) -> NewRepresentation:
    usual = {"sees": True, "consents": True, "pays": True, "ends_at": None}
    return NewRepresentation(
        person_id=child,
        representative_id=parent,
        kind=RepresentationKind.PARENT,
        **{**usual, **values},
    )


def begin(new: NewRepresentation) -> UUID:
    return services.begin(new, by=Actor(name="test"), basis=None)


def test_two_named_at_once_for_a_child_become_one(app: Flask) -> None:
    lan, hung = cast.lan(), cast.hung()
    child = cast.minh(lan)
    session.execute(sa.delete(Representation))
    session.commit()
    start = Barrier(2)

    def name(parent: UUID) -> bool:
        with app.app_context():
            start.wait()
            try:
                begin(parents_part(child.person_id, parent))
                session.commit()
            except RuleBroken:
                session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        named = list(pool.map(name, [lan.person_id, hung.person_id]))

    assert sorted(named) == [False, True]
    assert len(list(session.scalars(sa.select(Representation)))) == 1


def test_another_may_follow_when_the_first_has_ended(app: Flask) -> None:
    lan, hung = cast.lan(), cast.hung()
    child = cast.minh(lan)
    session.commit()
    with pytest.raises(RuleBroken):
        begin(parents_part(child.person_id, hung.person_id))

    first = session.scalars(sa.select(Representation.id)).one()
    assert services.end(first, by=Actor(name="x"), ended_as=EndedAs.REPRESENTATIVE, basis=None)
    second = begin(parents_part(child.person_id, hung.person_id))
    assert second != first
    assert not services.end(first, by=Actor(name="x"), ended_as=EndedAs.STATION, basis=None)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"sees": False, "consents": False, "pays": False}, "scopes")],
)
def test_what_opens_nothing_is_refused(app: Flask, values: dict[str, bool], field: str) -> None:
    lan = cast.lan()
    child = cast.minh(lan)
    with pytest.raises(RuleBroken) as refusal:
        begin(parents_part(child.person_id, lan.person_id, **values))
    assert refusal.value.field == field


def test_the_messages_fit_one_text_and_name_nobody(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    named = delegated(men, lan)
    services.end(named, by=Actor(name="x"), ended_as=EndedAs.REPRESENTED, basis=None)
    session.commit()
    texts = list(session.scalars(sa.select(OutboxMessage.text)))
    assert len(texts) == 2
    for text in texts:
        assert text is not None
        assert text.isascii()
        assert len(text) <= 160
        assert "http" not in text
        assert "Lan" not in text


def test_the_station_begins_and_ends_from_the_shell(app: Flask) -> None:
    men, lan = cast.men(), cast.lan()
    session.commit()
    run = app.test_cli_runner()
    numbers = f"{men.personal_id}\n{lan.personal_id}\n"
    begun = run.invoke(
        args=[
            "representation", "begin", "--kind", "delegate", "--scope", "see", "--scope", "pay",
            "--until", "2027-05-23", "--evidence", "both came to the counter", *STATION,
        ],
        input=numbers,
    )  # fmt: skip
    assert begun.exit_code == 0, begun.output
    assert men.personal_id not in begun.output
    row = session.scalars(sa.select(Representation)).one()
    assert (row.registered_by, row.sees, row.consents, row.pays) == (
        "Vi Thị Thơm",
        True,
        False,
        True,
    )

    end = ["representation", "end", *STATION]
    assert run.invoke(args=end, input=numbers).exit_code == 0
    again = run.invoke(args=end, input=numbers)
    assert again.exit_code == 1
    assert "do not act" in again.output


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--kind", "delegate", "--until", "2028-01-01"], "12"),
        (["--kind", "delegate"], "12"),
        (["--kind", "parent"], ""),
    ],
)
def test_the_shell_refuses_with_a_sentence(app: Flask, options: list[str], sentence: str) -> None:
    men, lan = cast.men(), cast.lan()
    session.commit()
    refused = app.test_cli_runner().invoke(
        args=["representation", "begin", "--scope", "see", *options, *STATION],
        input=f"{men.personal_id}\n{lan.personal_id}\n",
    )
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert not list(session.scalars(sa.select(Representation)))
