"""Every sealed column of the portal, found in the models, never in a list kept by hand."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.kernel.db import Base, Sealed


def sealed_columns() -> list[sa.Column[str]]:
    """Return the sealed columns of all models that are loaded, by table and name."""
    return [
        column
        for name, table in sorted(Base.metadata.tables.items())
        for column in table.columns
        if isinstance(column.type, Sealed)
    ]


def stored(column: sa.ColumnElement[str] | InstrumentedAttribute[str]) -> sa.ColumnElement[bytes]:
    """Return the column as the database holds it: bytes that nothing has opened."""
    return sa.type_coerce(column, sa.LargeBinary)


def place_of(column: sa.Column[str]) -> str:
    """Return the name its values are sealed under."""
    assert isinstance(column.type, Sealed)
    return column.type.place
