"""What begins at rows found first finds what an ordinary list of them would."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel.among import among
from portal.kernel.db import reads, session
from portal.people.places import Village

SOI = sa.select(Village.id).where(Village.name_folded == sa.bindparam("name"))
SEN = sa.select(Village.id).where(Village.commune == "Xã Đồng Sen")


@pytest.fixture(autouse=True)
def villages(app: Flask) -> None:
    for name, commune in (("soi", "Xã Đồng Sen"), ("soi", "Xã Na Lúa"), ("mo", "Xã Đồng Sen")):
        session.add(Village(name=name, name_folded=name, commune=commune))
    session.commit()


def found(condition: sa.ColumnElement[bool]) -> Sequence[tuple[str, str]]:
    rows = reads().execute(
        sa.select(Village.name, Village.commune).where(condition).order_by("name", "commune"),
        {"name": "soi"},
    )
    return [(name, commune) for name, commune in rows]


def test_a_statement_about_the_same_table_stands_alone() -> None:
    assert found(among(Village.id, SOI)) == [("soi", "Xã Na Lúa"), ("soi", "Xã Đồng Sen")]


def test_what_any_of_several_statements_finds_counts_once() -> None:
    assert found(among(Village.id, SOI, SEN)) == [
        ("mo", "Xã Đồng Sen"),
        ("soi", "Xã Na Lúa"),
        ("soi", "Xã Đồng Sen"),
    ]


def test_it_can_be_denied() -> None:
    assert found(sa.not_(among(Village.id, SOI))) == [("mo", "Xã Đồng Sen")]


def test_postgresql_does_not_see_how_many_were_found() -> None:
    asked = sa.select(Village.name).where(among(Village.id, SEN))
    written = str(asked.compile(dialect=sa.make_url("postgresql+psycopg://").get_dialect()()))
    assert "village.id = ANY (ARRAY(SELECT village.id" in written
