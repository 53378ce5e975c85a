"""The merchant accounts as settings: read, and refused where they would be unsafe."""

from pathlib import Path

import pytest

from portal.config import ConfigError, Momo, Vnpay, from_environment
from portal.kernel.crypto import KeyRing

SAFE = {
    "PORTAL_ENV": "production",
    "PORTAL_DATABASE_URL": "sqlite://",
    "PORTAL_SECRET_KEY": "x" * 32,
    "PORTAL_TRUSTED_HOSTS": "suckhoe.example.org",
    "PORTAL_SMS": "esms",
    "PORTAL_SMS_URL": "https://sms.example",
}
VNPAY = {
    "PORTAL_VNPAY_TMN_CODE": "DEMOTMN1",
    "PORTAL_VNPAY_SECRET": "secret",
    "PORTAL_VNPAY_URL": "https://pay.example/pay",
    "PORTAL_VNPAY_QUERY_URL": "https://pay.example/q",
}
MOMO = {
    "PORTAL_MOMO_PARTNER_CODE": "DEMO",
    "PORTAL_MOMO_ACCESS_KEY": "access",
    "PORTAL_MOMO_SECRET_KEY": "secret",
    "PORTAL_MOMO_URL": "https://momo.example",
}


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Return the environment of an installation that may start."""
    KeyRing.create(tmp_path / "keyring.json")
    return {**SAFE, "PORTAL_INSTANCE": str(tmp_path)}


def test_contracts_are_read_from_the_environment(production: dict[str, str]) -> None:
    found = from_environment({**production, **VNPAY, **MOMO, "PORTAL_VNPAY_LEAST": "10000"})

    assert found.vnpay == Vnpay(
        tmn_code="DEMOTMN1",
        secret="secret",
        url="https://pay.example/pay",
        query_url="https://pay.example/q",
        least=10_000,
    )
    assert found.momo == Momo(
        partner_code="DEMO", access_key="access", secret_key="secret", url="https://momo.example"
    )


@pytest.mark.parametrize(
    "unsafe",
    [
        {"PORTAL_VNPAY_SECRET": ""},
        {"PORTAL_VNPAY_URL": "http://pay.example/pay"},
        {"PORTAL_VNPAY_QUERY_URL": ""},
        {"PORTAL_MOMO_SECRET_KEY": ""},
        {"PORTAL_MOMO_URL": "http://momo.example"},
    ],
    ids=lambda unsafe: next(iter(unsafe)),
)
def test_a_contract_without_secret_or_tls_does_not_start(
    production: dict[str, str], unsafe: dict[str, str]
) -> None:
    with pytest.raises(ConfigError):
        from_environment({**production, **VNPAY, **MOMO, **unsafe})
