"""The database holds what the models say, and the migrations make it so."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from portal.audit import trail
from portal.audit.events import Event
from portal.audit.trail import Line
from portal.kernel import migrations
from portal.kernel.db import database, make_engine
from portal.kernel.sealed_columns import place_of, sealed_columns
from portal.tables import metadata


@pytest.fixture
def connection(database_url: str) -> Connection:
    return make_engine(database_url).connect()


def test_models_and_migrations_agree(connection: Connection) -> None:
    with connection:
        assert migrations.differences(connection) == []


def test_every_migration_goes_down_and_up_again(connection: Connection) -> None:
    with connection, connection.begin():
        migrations.downgrade(connection, "base")
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        migrations.upgrade(connection)
        assert left == set()
        assert migrations.at_head(connection)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite hurries nobody
def test_a_migration_is_not_hurried_like_a_page(connection: Connection) -> None:
    with connection, connection.begin():
        hurried = connection.exec_driver_sql("SHOW statement_timeout").scalar_one()
        migrations.upgrade(connection)
        assert hurried != "0"
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "0"


def test_every_foreign_key_has_an_index_of_all_rows_that_starts_with_it() -> None:
    for table in metadata.tables.values():
        leading = {next(iter(i.columns)).name for i in table.indexes if _holds_every_key(i)}
        leading |= {
            next(iter(constraint.columns)).name
            for constraint in table.constraints
            if isinstance(constraint, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
        }
        for key in table.foreign_keys:
            assert key.parent.name in leading, f"{table.name}.{key.parent.name} has no index"


def _holds_every_key(index: sa.Index) -> bool:
    """Tell an index of all rows, or of all but empty keys, from one of some rows only."""
    some = index.dialect_options["postgresql"]["where"]
    return some is None or str(some) == f"{next(iter(index.columns)).name} IS NOT NULL"


# Words by which a column says that it holds what identifies somebody, or what opens an account.
IDENTIFYING = re.compile(
    r"phone|mail|address|number|secret|identifier|personal|payer|recipient|insurance|totp|contact"
    r"|payload|evidence|content|query|token|^value$|^wording$|^text$|^answer$"
)
PLAIN_ON_PURPOSE = {
    "course_note.text": "a clinical row",
    "encounter_document.number": "of a document, not of a person",
    "encounter_document.text": "a clinical row",
    "dose.number_as_written": "which dose of a course it was",
    "facility.phone": "a station's own, on its door",
    "fee_unit.address": "a public body's",
    "fee_receipt.unit_address": "a public body's",
    "fee_unit_account.number": "a public body's bank account, on every QR code",
    "fee_receipt.official_number": "of an electronic receipt",
    "key_card.card_number": "of a card, not of a person",
    "gateway_order.answer": "the code a provider answered with",
    "representation.evidence": "which list or paper says so, by its kind",
    "service_case.answer": "a clinical row",
}
HASHED = re.compile(r"_(hash|index)$")


def test_what_identifies_a_person_is_sealed() -> None:
    """A new column with such a name is sealed, hashed, or stands above with its reason."""
    plain = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String | sa.LargeBinary | sa.JSON)
        and not isinstance(column.type, sa.Enum)
        and IDENTIFYING.search(column.name)
        and not HASHED.search(column.name)
    }

    assert plain == set(PLAIN_ON_PURPOSE)


def test_each_sealed_value_opens_in_its_own_column_only() -> None:
    places = {place_of(column): str(column) for column in sealed_columns()}

    assert len(places) >= 19
    assert all(place == column for place, column in places.items())


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_line SET section = 'x'", "DELETE FROM audit_line"]
)
def test_the_database_refuses_to_change_the_log(app: Flask, statement: str) -> None:
    trail.note(Line(event=Event.RECORD_SEEN))

    with pytest.raises(sa.exc.DBAPIError), database().transaction() as connection:
        connection.execute(sa.text(statement))
