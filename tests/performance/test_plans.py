"""Pages of one person begin at an index, in a commune made as `bench.province` makes them.

Everything but steps into an index is switched off: a statement that still reads a whole
table has no index to begin with, and would read millions of rows in a province.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa

from bench.pages import a_database, portal_environment
from bench.province import cast, filling, measuring
from bench.province.browser import InProcess
from bench.province.pages import PAGES
from portal.app import create_app
from portal.config import from_environment
from portal.kernel import clock, crypto
from portal.kernel.crypto import KeyRing
from portal.tables import metadata
from tests.performance import plans

PEOPLE = 1_200
# They draw on everybody of a commune; bench.province says what that costs.
OF_A_COMMUNE = {
    "search of a clinician", "search of the desk", "villages", "a village", "slips", "register",
    "figures by village", "figures of a month", "what waits for the head", "cases of the head",
    "reconciliation", "households of a collector", "log of the desk",
}  # fmt: skip
OF_A_PERSON = [
    table
    for table in metadata.sorted_tables
    if table.name in plans.GROWING and "person_id" in table.c
]


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """Fill a database of PostgreSQL; give what an application on it is configured with."""
    with a_database(tmp_path, postgres=True) as url:
        crypto.use(KeyRing.create(tmp_path / "keyring.json"))
        filling.fill(url, PEOPLE, clock.today(), scale=1)
        yield portal_environment(tmp_path, url)


def test_pages_of_one_person_begin_at_an_index(commune: Mapping[str, str]) -> None:
    app = create_app(from_environment(commune))
    engine = app.extensions["portal.database"].engine
    [reader] = cast.sign_in(commune["PORTAL_DATABASE_URL"], 1)
    for page in PAGES:
        if page.name in OF_A_COMMUNE:
            continue
        with plans.sent_by(engine) as sent:
            measuring.view(page, InProcess(app), reader)
        assert sent, f"{page.name} reads nothing"
        with engine.connect() as connection:
            for statement, values in sent:
                whole = plans.read_whole(connection, statement, values)
                assert not whole, f"{page.name} reads all of {whole}: {statement}"
    with engine.connect() as connection:
        for table in OF_A_PERSON:
            everything = sa.select(table).where(table.c.person_id == UUID(int=1))
            statement = str(everything.compile(connection, compile_kwargs={"literal_binds": True}))
            assert not plans.read_whole(connection, statement, ()), table.name
    engine.dispose()
