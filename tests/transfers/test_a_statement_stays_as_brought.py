"""What a second person looked at, and which money it shows, nobody adds to, changes or empties."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import session
from portal.transfers.models import StatementImport, StatementLine, StatementRow
from tests import cast
from tests.fees.money import a_unit
from tests.transfers import sheets
from tests.transfers.brought import brings, says, waiting
from tests.transfers.test_return_pages import at

AS_BROUGHT = "a statement stays as it was brought"


def a_waiting_statement(app: Flask) -> UUID:
    """Let Hạnh bring a statement of two rows."""
    a_unit()
    session.commit()
    content = sheets.csv(
        ("05/11/2026", "FT1", "", "1.000", "không rõ"), ("07/11/2026", "FT2", "", "9.000", "a")
    )
    assert brings(at(app, cast.hanh()), content).status_code == 200
    return waiting()


def a_confirmed_statement(app: Flask) -> UUID:
    """Let Hạnh bring a statement of two rows, and Dũng confirm it."""
    statement_id = a_waiting_statement(app)
    assert says(at(app, cast.dung()), "confirm").status_code == 303
    return statement_id


def refused(change: sa.Executable) -> None:
    with pytest.raises(sa.exc.IntegrityError, match=AS_BROUGHT):
        session.execute(change)
    session.rollback()


def another_row(statement_id: UUID) -> sa.Executable:
    return sa.insert(StatementRow).values(
        statement_id=statement_id,
        row=99,
        came_at=clock.now(),
        amount=5_000_000,
        content="lẻn vào",
        reference="FT99",
        copy=1,
    )


def rows_and_lines() -> tuple[int | None, int | None]:
    counts = [
        session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (StatementRow, StatementLine)
    ]
    session.commit()
    return counts[0], counts[1]


def test_no_row_slips_in_between_the_look_and_the_word(app: Flask) -> None:
    statement_id = a_waiting_statement(app)

    refused(another_row(statement_id))
    refused(sa.update(StatementImport).values(new=StatementImport.new + 1))

    assert says(at(app, cast.dung()), "confirm").status_code == 303
    assert rows_and_lines() == (2, 2)


@pytest.mark.parametrize("word", ["confirm", "refuse"])
def test_no_row_is_added_after_the_word(app: Flask, word: str) -> None:
    statement_id = a_waiting_statement(app)
    assert says(at(app, cast.dung()), word).status_code == 303

    refused(another_row(statement_id))
    refused(sa.update(StatementImport).values(known=StatementImport.known + 1))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL has no REPLACE
def test_a_statement_is_not_replaced_by_one_of_more_rows(app: Flask) -> None:
    a_waiting_statement(app)
    columns = StatementImport.__table__.columns
    said = sa.select(*(each + 1 if each.name == "new" else each for each in columns))

    refused(sa.insert(StatementImport).prefix_with("OR REPLACE").from_select(columns.keys(), said))


def test_no_difference_is_cleared_by_a_line_changed_or_deleted(app: Flask) -> None:
    a_confirmed_statement(app)

    refused(sa.delete(StatementLine))
    refused(sa.update(StatementLine).values(statement_id=StatementLine.statement_id))
    refused(sa.delete(StatementImport))

    assert rows_and_lines() == (2, 2)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no TRUNCATE
@pytest.mark.parametrize("table", ["fee_statement", "fee_statement_row", "fee_statement_line"])
def test_no_table_of_statements_is_emptied(app: Flask, table: str) -> None:
    refused(sa.text(f"TRUNCATE {table} CASCADE"))
