"""The tables that decide whether a visit is seen are named where they are not known."""

import pytest
import sqlalchemy as sa

from portal.measurements import seen_visits
from portal.tables import metadata


@pytest.mark.parametrize(
    "named", [seen_visits.VISIT, seen_visits.DIAGNOSIS, seen_visits.KEPT_VISIT], ids=str
)
def test_the_named_columns_are_there(named: sa.TableClause) -> None:
    real = metadata.tables[named.name]

    for column in named.columns:
        assert column.name in real.columns
        assert type(column.type) is type(real.columns[column.name].type)
