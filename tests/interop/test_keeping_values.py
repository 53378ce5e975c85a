"""Values kept for later come back the same."""

from pathlib import Path

import pytest

from portal.interop import packing
from portal.interop.problems import NeverStored, RowProblem
from tests.interop.reading import DATA, everything

SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_value_of_every_sample_comes_back(path: Path) -> None:
    values = [v for v in everything(path) if not isinstance(v, RowProblem | NeverStored)]

    for value in values:
        if hasattr(value, "row") and not hasattr(value, "order_in_household"):
            assert packing.unpack(type(value), packing.pack(value)) == value
