"""The gateway, a channel that speaks to it, and what is written to the log."""

from collections.abc import Iterator

import pytest
import structlog

from portal.config import SmsGateway
from portal.notifications import sender
from portal.notifications.channels import esms as esms_channel
from portal.notifications.channels.esms import Esms
from tests.fakes.sms_gateway import FakeGateway


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    fake = FakeGateway()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def account(gateway: FakeGateway) -> SmsGateway:
    return SmsGateway(
        kind="esms",
        url=gateway.url,
        api_key=gateway.api_key,
        secret_key=gateway.secret_key,
        brand="TRAM Y TE",
    )


@pytest.fixture
def esms(account: SmsGateway) -> Iterator[Esms]:
    channel = Esms(account)
    yield channel
    channel.client.close()


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[structlog.types.EventDict]:
    """Collect what is logged, before the allow-list has dropped anything from it."""
    capture = structlog.testing.LogCapture()
    for module in (sender, esms_channel):
        monkeypatch.setattr(module, "log", structlog.wrap_logger(None, processors=[capture]))
    return capture.entries
