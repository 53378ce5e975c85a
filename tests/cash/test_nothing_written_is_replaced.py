"""Moves of money, receipts and lines of the log are not written over by a second INSERT."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel.db import Base, database
from tests import cast
from tests.cash.steps import a_collecting_commune, at, take


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ledger_move", "id"),
        ("fee_receipt", "number"),
        ("fee_charge_payment", "amount"),
        ("audit_line", "seq"),
    ],
)
def test_a_row_is_not_replaced_by_one_with_its_key(app: Flask, name: str, said: str) -> None:
    commune = a_collecting_commune()
    assert take(at(app, cast.hanh()), commune.lans, *commune.charges).status_code == 303
    [key] = Base.metadata.tables[name].primary_key
    written = "INSERT {or_replace} INTO {name} SELECT * FROM {name} WHERE true {over}"
    statement = (
        written.format(name=name, or_replace="OR REPLACE", over="")
        if database().is_sqlite
        else written.format(
            name=name,
            or_replace="",
            over=f"ON CONFLICT ({key.name}) DO UPDATE SET {said} = excluded.{said}",
        )
    )

    with (
        pytest.raises(sa.exc.DBAPIError, match=r"moved back by a move|stays as it was|append"),
        database().transaction() as connection,
    ):
        connection.exec_driver_sql(statement)
