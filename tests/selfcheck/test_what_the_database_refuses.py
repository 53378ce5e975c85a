"""The triggers are there, and on PostgreSQL the portal's role cannot do without them."""

import secrets
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import database
from portal.selfcheck.tables import KEPT, of_backups_role, of_tables
from portal.selfcheck.verdicts import Grade


def faults(connection: sa.Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for verdict in of_tables(connection):
        if verdict.grade is Grade.FAULT:
            found.setdefault(verdict.what, []).append(verdict.why)
    return found


def test_every_table_that_is_kept_has_its_triggers(app: Flask) -> None:
    with database().engine.connect() as connection:
        assert "triggers" not in faults(connection)
        assert "migrations" not in faults(connection)


@pytest.mark.parametrize("table", KEPT)
def test_a_trigger_that_is_gone_is_missed(app: Flask, table: str) -> None:
    with database().engine.connect() as connection, connection.begin() as transaction:
        if database().is_sqlite:
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
            guards = connection.execute(sa.text(names), {"table": table}).scalars().all()
            for guard in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {guard}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        missed = faults(connection)["triggers"]
        transaction.rollback()

    assert missed == [f"nothing refuses {verb} on {table}" for verb in ("UPDATE", "DELETE")]


@pytest.fixture
def humble_role(app: Flask) -> Iterator[sa.Connection]:
    """Act as a role that may write everything and change the log and the money not at all."""
    role = f"humble_{secrets.token_hex(4)}"
    with database().engine.connect() as connection, connection.begin() as transaction:
        for statement in (
            f"CREATE ROLE {role}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE ON audit_line, ledger_move FROM {role}",
            f"SET LOCAL ROLE {role}",
        ):
            connection.exec_driver_sql(statement)
        yield connection
        transaction.rollback()


def test_the_owner_of_the_tables_is_too_mighty_to_serve_pages(app: Flask) -> None:
    if database().is_sqlite:
        return  # it knows no roles: a notice of its own
    with database().engine.connect() as connection:
        found = faults(connection)

    assert (
        "the portal's role may UPDATE audit_line: give it SELECT and INSERT only"
        in found["rights of the role"]
    )
    assert "the portal's role is a superuser or may make roles" in found["role"]
    assert any("owns ledger_move" in why for why in found["role"])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_role_with_the_rights_it_needs_is_well(humble_role: sa.Connection) -> None:
    assert faults(humble_role) == {}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_right_too_many_is_named(humble_role: sa.Connection) -> None:
    role = humble_role.exec_driver_sql("SELECT current_user").scalar_one()
    humble_role.exec_driver_sql("RESET ROLE")
    humble_role.exec_driver_sql(f"GRANT DELETE ON audit_line TO {role}")
    humble_role.exec_driver_sql(f"SET LOCAL ROLE {role}")

    assert faults(humble_role) == {
        "rights of the role": [
            "the portal's role may DELETE audit_line: give it SELECT and INSERT only"
        ]
    }


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_backups_made_as_the_owner_are_a_fault(app: Flask, database_url: str) -> None:
    """Its password would stand in the settings of the pages."""
    found = [*of_backups_role(database_url)]

    assert {verdict.grade for verdict in found} == {Grade.FAULT}
    assert any("owns audit_line" in verdict.why for verdict in found)
    assert not any(database_url in verdict.why for verdict in found)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_backups_made_as_a_role_that_reads_are_well(app: Flask, database_url: str) -> None:
    role = f"reader_{secrets.token_hex(4)}"
    with database().engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
    try:
        address = sa.make_url(database_url).set(username=role, password=None)
        [verdict] = of_backups_role(address.render_as_string(hide_password=False))
    finally:
        with database().engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"DROP ROLE {role}")

    assert verdict.grade is Grade.OK


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_way_for_backups_that_leads_nowhere_is_a_fault(database_url: str) -> None:
    [verdict] = of_backups_role(f"{database_url}&port=1")

    assert verdict.grade is Grade.FAULT
    assert "does not answer" in verdict.why


def test_without_a_way_of_their_own_backups_go_by_the_role_that_was_judged() -> None:
    assert not [*of_backups_role("")]
