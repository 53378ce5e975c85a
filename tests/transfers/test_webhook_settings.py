"""The secrets of messengers come from the environment, and short ones stop production."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.config import Config, ConfigError, Environment, SmsGateway, Transfers, from_environment
from tests.conftest import KEY_RING

IN_USE = Config(
    environment=Environment.PRODUCTION,
    database_url="sqlite://",
    instance=Path("/nowhere"),
    secret_key="s" * 40,
    key_ring=KEY_RING,
    trusted_hosts=("suckhoe.example.org",),
    sms=SmsGateway(kind="esms", url="https://sms.example.org"),
)


def test_each_messenger_has_a_secret_of_its_own_or_none(tmp_path: Path) -> None:
    given = {"PORTAL_ENV": "development", "PORTAL_INSTANCE": str(tmp_path)}
    one = {"PORTAL_SEPAY_SECRET": "of SePay", "PORTAL_PAYOS_KEY": "of payOS"}

    assert from_environment(given).transfers == Transfers()
    assert from_environment({**given, **one}).transfers == Transfers(
        sepay_secret="of SePay", payos_key="of payOS"
    )
    assert "of SePay" not in repr(from_environment({**given, **one}))


@pytest.mark.parametrize("name", ["sepay_secret", "casso_key", "payos_key"])
def test_a_secret_that_can_be_guessed_stops_production(name: str) -> None:
    replace(IN_USE, transfers=Transfers(**{name: "x" * 16}))

    with pytest.raises(ConfigError, match="16"):
        replace(IN_USE, transfers=Transfers(**{name: "x" * 15}))
