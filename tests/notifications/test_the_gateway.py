"""What the eSMS adapter makes of the gateway's answers, and what the fake gateway may answer."""

import json
import logging
from pathlib import Path

import httpx
import pytest
from structlog.types import EventDict

from portal.config import Config, ConfigError, Environment, SmsGateway
from portal.notifications.channels import channel_for
from portal.notifications.channels.delivery import NeverAccepted, Outgoing, TryLater
from portal.notifications.channels.esms import SECONDS, Esms
from portal.notifications.channels.esms_codes import OUTCOMES, Outcome, outcome_of
from tests.conftest import KEY_RING
from tests.fakes.sms_gateway import MANUAL, PATH, FakeGateway
from tests.notifications.messages import LAN, TEXT

OTP = Outgoing(reference="r", recipient=LAN, text=TEXT)


def test_every_code_of_the_manual_has_a_meaning() -> None:
    assert set(OUTCOMES) == set(MANUAL)
    assert outcome_of("a code of next year") is Outcome.LATER


@pytest.mark.parametrize("code", [code for code in MANUAL if OUTCOMES[code] is Outcome.LATER])
def test_the_accounts_fault_is_tried_again(esms: Esms, gateway: FakeGateway, code: str) -> None:
    gateway.next_code = code
    with pytest.raises(TryLater, match=code):
        esms.send(OTP)


@pytest.mark.parametrize("code", [code for code in MANUAL if OUTCOMES[code] is Outcome.NEVER])
def test_the_messages_fault_is_final(esms: Esms, gateway: FakeGateway, code: str) -> None:
    gateway.next_code = code
    with pytest.raises(NeverAccepted, match=code):
        esms.send(OTP)


def test_an_empty_account_raises_an_alarm(
    esms: Esms, gateway: FakeGateway, logged: list[EventDict]
) -> None:
    gateway.next_code = "103"
    with pytest.raises(TryLater):
        esms.send(OTP)

    assert [(entry["event"], entry["log_level"]) for entry in logged] == [
        ("sms_no_balance", "error")
    ]


def test_a_repeat_is_a_success(esms: Esms, gateway: FakeGateway) -> None:
    esms.send(OTP)
    esms.send(OTP)

    assert (gateway.requests, len(gateway.accepted)) == (2, 1)


@pytest.mark.parametrize("status", [302, 404, 429, 500, 503])
def test_a_gateway_in_trouble_is_tried_again(esms: Esms, gateway: FakeGateway, status: int) -> None:
    gateway.next_status = status
    with pytest.raises(TryLater, match="HTTPStatusError"):
        esms.send(OTP)


def test_a_gateway_that_does_not_answer_is_given_up(
    account: SmsGateway, gateway: FakeGateway
) -> None:
    gateway.hang = True
    with httpx.Client(timeout=0.2) as client, pytest.raises(TryLater, match="ReadTimeout"):
        Esms(account, client).send(OTP)


def test_a_gateway_gets_five_seconds(esms: Esms) -> None:
    assert SECONDS == 5
    assert esms.client.timeout == httpx.Timeout(SECONDS)
    assert not esms.client.follow_redirects


def test_credentials_are_in_no_log_and_no_error(
    esms: Esms, account: SmsGateway, gateway: FakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gateway.next_status = 500
    with pytest.raises(TryLater) as failure:
        esms.send(OTP)

    assert failure.value.__cause__ is None
    for place in (caplog.text, str(failure.value), repr(esms), repr(account)):
        assert gateway.api_key not in place
        assert gateway.secret_key not in place
        assert "482915" not in place


@pytest.mark.parametrize("text", ["a" * 161, "Mã OTP: 482915", "[" * 81])
def test_a_text_dearer_than_one_message_is_refused_before_sending(
    esms: Esms, gateway: FakeGateway, text: str
) -> None:
    with pytest.raises(NeverAccepted, match="one message"):
        esms.send(Outgoing(reference="r", recipient=LAN, text=text))
    assert gateway.requests == 0


@pytest.mark.parametrize("text", ["a" * 160, "[" * 80, "Ma\n\n@suckhoe.example.org #482913"])
def test_one_message_is_160_letters_of_the_gsm_alphabet(esms: Esms, text: str) -> None:
    esms.send(Outgoing(reference="r", recipient=LAN, text=text))


def production(sms: SmsGateway) -> Config:
    return Config(
        environment=Environment.PRODUCTION,
        database_url="sqlite://",
        instance=Path("/nowhere"),
        secret_key="s" * 40,
        key_ring=KEY_RING,
        trusted_hosts=("suckhoe.example.org",),
        sms=sms,
    )


def test_production_speaks_https_only() -> None:
    with pytest.raises(ConfigError, match="https"):
        production(SmsGateway(kind="esms", url="http://gateway.example"))
    safe = production(SmsGateway(kind="esms", url="https://gateway.example"))
    assert isinstance(channel_for(safe), Esms)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "100"),
        ({"ApiKey": "another"}, "101"),
        ({"Brandname": ""}, "104"),
        ({"Phone": "12"}, "108"),
        ({"Phone": "+84900000123"}, "108"),
        ({"Content": ""}, "110"),
        ({"SmsType": "3"}, "110"),
    ],
)
def test_the_fake_gateway_answers_by_the_manual(fields: dict[str, str], code: str) -> None:
    fake = FakeGateway()
    body = {
        "ApiKey": fake.api_key,
        "SecretKey": fake.secret_key,
        "Brandname": "B",
        "Phone": "0900000123",
        "Content": "text",
        "SmsType": "2",
        "IsUnicode": "0",
        "RequestId": "r",
    }
    sent = json.dumps(body | fields).encode()

    status, answer = fake.answer(PATH, sent)

    assert (status, answer["CodeResult"]) == (200, code)
    assert answer["CodeResult"] in MANUAL
    assert ("SMSID" in answer) == (code == "100")
    assert fake.answer(PATH, sent)[1]["CodeResult"] == ("124" if code == "100" else code)
