"""Each unsafe setting is named; a safe one is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.app import create_app
from portal.config import Config, Environment, SmsGateway
from portal.selfcheck.settings import bits, of_config, of_flask
from portal.selfcheck.verdicts import Grade, Verdict
from tests.conftest import KEY_RING

SECRET = "x9Qw2LzT7vB4nMc8RfYh3KdPs6JgAe1U"


@pytest.fixture
def safe(tmp_path: Path) -> Config:
    return Config(
        environment=Environment.PRODUCTION,
        database_url="postgresql+psycopg://portal@/portal?host=/run/postgresql",
        instance=tmp_path,
        secret_key=SECRET,
        key_ring=KEY_RING,
        trusted_hosts=("suckhoe.example.org",),
        behind_proxy=True,
        sms=SmsGateway(kind="esms", url="https://sms.invalid"),
        fence_storage="redis://127.0.0.1:6379/0",
    )


def wrong(found: list[Verdict]) -> dict[str, Grade]:
    return {verdict.what: verdict.grade for verdict in found if verdict.grade is not Grade.OK}


def test_a_safe_configuration_has_nothing_wrong(safe: Config) -> None:
    assert wrong([*of_config(safe)]) == {}


def test_the_application_made_of_it_has_nothing_wrong(safe: Config, database_url: str) -> None:
    portal = create_app(replace(safe, database_url=database_url))

    assert wrong([*of_flask(portal.config, debug=portal.debug)]) == {}


@pytest.mark.parametrize(
    ("change", "what", "grade"),
    [
        ({"environment": Environment.DEVELOPMENT}, "environment", Grade.FAULT),
        ({"environment": Environment.TEST}, "environment", Grade.FAULT),
        ({"secret_key": "ab" * 20}, "secret key", Grade.FAULT),
        ({"secret_key_fallbacks": ("a" * 32,)}, "secret key", Grade.FAULT),
        ({"behind_proxy": False}, "proxy", Grade.NOTICE),
        ({"fence_storage": "memory://"}, "limits of requests", Grade.FAULT),
        (
            {"database_url": "postgresql+psycopg://portal@db.example.org/portal"},
            "way to the database",
            Grade.FAULT,
        ),
        (
            {"database_url": "postgresql+psycopg://portal@10.0.0.9/portal?sslmode=prefer"},
            "way to the database",
            Grade.FAULT,
        ),
        (
            {"database_url": "postgresql+psycopg://p@/p?host=10.0.0.8:5432&host=10.0.0.9:5432"},
            "way to the database",
            Grade.FAULT,
        ),
        ({"database_url": "sqlite:////srv/portal.sqlite"}, "kind of database", Grade.NOTICE),
    ],
)
def test_what_is_unsafe_is_named(
    safe: Config, change: dict[str, object], what: str, grade: Grade
) -> None:
    assert wrong([*of_config(replace(safe, **change))]) == {what: grade}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://portal@127.0.0.1/portal",
        "postgresql+psycopg://portal@db.example.org/portal?sslmode=verify-full",
    ],
)
def test_a_way_nobody_listens_on_is_safe(safe: Config, address: str) -> None:
    assert wrong([*of_config(replace(safe, database_url=address))]) == {}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DEBUG", True),
        ("TESTING", True),
        ("SESSION_COOKIE_SECURE", False),
        ("SESSION_COOKIE_HTTPONLY", False),
        ("SESSION_COOKIE_SAMESITE", None),
        ("TRUSTED_HOSTS", None),
        ("TRUSTED_HOSTS", ["*"]),
        ("TRUSTED_HOSTS", [".org"]),
    ],
)
def test_what_the_framework_was_told_is_looked_at_too(
    safe: Config, database_url: str, setting: str, value: object
) -> None:
    portal = create_app(replace(safe, database_url=database_url))

    told = {**portal.config, setting: value}

    assert set(wrong([*of_flask(told, debug=False)]).values()) == {Grade.FAULT}


def test_a_repeated_letter_is_no_secret() -> None:
    assert bits("a" * 64) == 0
    assert bits(SECRET) > 128
