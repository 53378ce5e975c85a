"""Pages of a commune begin at the commune, in a province of several made by `bench.province`.

Nothing is switched off: PostgreSQL chooses as it would on an SSD. With a few small communes it
already prefers to read a table of all people once, unless a statement leaves it no such choice.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bench.pages import a_database, portal_environment
from bench.province import cast, filling, measuring
from bench.province.browser import InProcess
from bench.province.pages import PAGES
from portal.app import create_app
from portal.config import from_environment
from portal.kernel import clock, crypto
from portal.kernel.crypto import KeyRing
from tests.performance import plans

COMMUNES, PEOPLE = 12, 400
BEGIN_AT_THE_COMMUNE = {
    "search of a clinician", "search of the desk", "villages", "slips", "register",
    "figures by village", "figures of a month", "log of the desk",
}  # fmt: skip


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """Fill a database of PostgreSQL; give what an application on it is configured with."""
    monkeypatch.setattr(filling, "PEOPLE_OF_A_COMMUNE", PEOPLE)
    with a_database(tmp_path, postgres=True) as url:
        crypto.use(KeyRing.create(tmp_path / "keyring.json"))
        filling.fill(url, COMMUNES * PEOPLE, clock.today(), scale=1)
        yield portal_environment(tmp_path, url)


def test_pages_of_a_commune_do_not_read_the_province(province: Mapping[str, str]) -> None:
    app = create_app(from_environment(province))
    engine = app.extensions["portal.database"].engine
    [reader] = cast.sign_in(province["PORTAL_DATABASE_URL"], 1)
    pages = [page for page in PAGES if page.name in BEGIN_AT_THE_COMMUNE]
    assert len(pages) == len(BEGIN_AT_THE_COMMUNE)
    for page in pages:
        with plans.sent_by(engine) as sent:
            measuring.view(page, InProcess(app), reader)
        with engine.connect() as connection:
            for statement, values in sent:
                whole = plans.chosen_whole(connection, statement, values)
                assert not whole, f"{page.name} reads all of {whole}: {statement}"
    engine.dispose()
