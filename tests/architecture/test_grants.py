"""What the portal's role may do in PostgreSQL, and that its journeys need no more."""

import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import ProgrammingError

from portal.app import create_app
from portal.config import Config
from portal.fees.order_models import Receipt
from portal.kernel import grants
from portal.kernel.db import Base, database, make_engine, reads, session
from portal.ledger.models import Move
from portal.overview.canary import run
from tests import cast
from tests.accounts.steps import walk_in
from tests.cash.steps import a_collecting_commune, at, take
from tests.client import InspectingClient, a_browser

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

GROWING = (
    "audit_line",
    "ledger_move",
    "consent_section",
    "consent_end",
    "fee_statement_line",
    "fee_statement_row",
)
KEPT_COLUMNS = {
    "consent": "wording_hash",
    "fee_receipt": "amount",
    "fee_charge_payment": "amount",
    "kept_visit": "kept",
    "written_entry": "reason",
}


@pytest.fixture
def as_the_portal(config: Config) -> Iterator[Flask]:
    """Return an application whose role may do what `flask db grant` allows."""
    role, owner = f"portal_{secrets.token_hex(4)}", make_engine(config.database_url)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        grants.grant(connection, role)
    url = sa.make_url(config.database_url).set(username=role)
    app = create_app(replace(config, database_url=url.render_as_string(hide_password=False)))
    app.test_client_class = InspectingClient
    with app.app_context():
        yield app
    database_of(app).dispose()
    with owner.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role}")
        connection.exec_driver_sql(f"DROP ROLE {role}")
    owner.dispose()


def database_of(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["portal.database"].engine
    return engine


def is_refused(statement: sa.Executable) -> bool:
    """Say whether the role has no right to a statement, whatever a trigger would say."""
    try:
        with database().transaction() as connection:
            connection.execute(statement)
    except ProgrammingError as error:
        return "permission denied" in str(error.orig) or "must be owner" in str(error.orig)
    return False


def a_change(table: str, column: str) -> sa.Update:
    return sa.update(sa.table(table, sa.column(column))).values({column: sa.column(column)})


@pytest.mark.usefixtures("as_the_portal")
def test_what_only_grows_cannot_be_changed_deleted_or_emptied() -> None:
    for table in GROWING:
        for column in Base.metadata.tables[table].columns:
            assert is_refused(a_change(table, column.name)), column
    for table, column_name in KEPT_COLUMNS.items():
        assert is_refused(a_change(table, column_name)), table
    for table in (*GROWING, *KEPT_COLUMNS):
        assert is_refused(sa.delete(sa.table(table))), table
        assert is_refused(sa.text(f"TRUNCATE {table} CASCADE")), table


@pytest.mark.usefixtures("as_the_portal")
def test_nothing_of_the_schema_can_be_changed() -> None:
    assert is_refused(sa.text("DROP TRIGGER audit_line_no_change ON audit_line"))
    assert is_refused(sa.text("ALTER TABLE audit_line DISABLE TRIGGER ALL"))
    assert is_refused(sa.text("CREATE TABLE public.mine (x integer)"))
    assert is_refused(sa.text("DROP TABLE audit_line"))
    assert is_refused(sa.text("UPDATE alembic_version SET version_num = '0001'"))


@pytest.mark.usefixtures("as_the_portal")
def test_every_table_may_be_read_and_those_that_are_no_book_changed() -> None:
    found = {table.name: table for table in grants.tables(reads())}

    assert set(GROWING) <= {name for name, table in found.items() if not table.updates}
    assert found["account"].deletes
    assert not is_refused(sa.text("UPDATE account SET language = 'vi'"))
    assert not is_refused(sa.text("DELETE FROM one_time_code"))


def test_a_resident_signs_in_reads_and_changes(as_the_portal: Flask) -> None:
    lan = cast.lan()
    session.commit()
    browser = a_browser(as_the_portal)

    walk_in(browser, lan)

    assert browser.get(f"/people/{lan.person_id}/record").status_code == 200
    assert browser.submit("/account", to="/account/large-text").status_code == 303
    lines = reads().exec_driver_sql("SELECT count(*) FROM audit_line").scalar_one()
    assert lines > 0


def test_staff_take_cash_and_write_a_receipt(as_the_portal: Flask) -> None:
    commune, desk = a_collecting_commune(), at(as_the_portal, cast.hanh())

    answer = take(desk, commune.lans, *commune.charges)

    assert answer.status_code == 303
    for table in (Receipt, Move):
        assert session.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.mark.usefixtures("as_the_portal")
def test_the_daily_trial_of_the_log_passes_as_this_role() -> None:
    assert run() is None


def test_the_portal_is_ready_as_this_role(as_the_portal: Flask) -> None:
    assert a_browser(as_the_portal).get("/readyz").status_code == 200
