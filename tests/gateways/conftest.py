"""An installation with a merchant account at both providers."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.config import Config
from portal.gateways.calls import CIRCUITS
from tests.gateways import vectors


@pytest.fixture(autouse=True)
def closed_circuits() -> Iterator[None]:
    """Let each test find both providers as if they had always answered."""
    yield
    for circuit in CIRCUITS.values():
        circuit.answered()


@pytest.fixture
def config(config: Config) -> Config:
    """Return the configuration of an installation that takes VNPAY and MoMo."""
    vnpay = replace(vectors.VNPAY, url="https://pay.example/pay", query_url="https://pay.example/q")
    return replace(config, vnpay=vnpay, momo=replace(vectors.MOMO, url="https://momo.example"))
