"""A statement with long texts is longer than any form, and is taken whole."""

import pytest
from flask import Flask

from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient, a_browser
from tests.fees.money import a_unit
from tests.transfers import sheets
from tests.transfers.brought import brings

LINE = 840  # bytes, about


@pytest.fixture
def hanh(app: Flask) -> InspectingClient:
    a_unit()
    member = cast.hanh()
    session.commit()
    return cast.sign_in_staff(a_browser(app), member)


@pytest.mark.parametrize("longer", range(0, LINE, 40))
def test_a_file_is_taken_wherever_its_lines_end(hanh: InspectingClient, longer: int) -> None:
    """The body is read in pieces of 64 KiB: a line may end anywhere in one."""
    rows = (
        ("05/11/2026", f"FT{number:05}", "", "9.000", "x" * (800 if number else 800 + longer))
        for number in range(190)
    )
    content = sheets.csv(*rows)
    assert len(content) > 2 * 64 * 1024

    assert brings(hanh, content).status_code == 200
