"""What somebody with a slip does at /activate, step by step."""

from dataclasses import replace

from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.steps import browser, newest_code
from tests.cast import Member
from tests.client import InspectingClient

NEW_PIN = "482915"
TOKEN = "a token long enough for the provider of messages"


def type_slip(client: InspectingClient, number: str, letters: str) -> TestResponse:
    """Type the number of the card and the letters of a slip."""
    return client.submit("/activate", {"personal_id": number, "slip": letters})


def choose_pin(client: InspectingClient, pin: str = NEW_PIN) -> TestResponse:
    """Choose a personal code on the last page."""
    return client.submit("/activate/personal-code", {"pin": pin, "pin_again": pin})


def to_the_last_page(app: Flask, person: Member, letters: str) -> InspectingClient:
    """Return a browser that has typed the slip and the code on the new phone."""
    client = browser(app)
    client.set_cookie("language", "en")
    assert type_slip(client, person.personal_id, letters).location == "/activate/code"
    page = client.submit("/activate/code", {"code": newest_code()})
    assert page.location == "/activate/personal-code"
    return client


def activate(app: Flask, person: Member, letters: str) -> InspectingClient:
    """Return a browser that has moved the account to the new phone and is signed in."""
    client = to_the_last_page(app, person, letters)
    page = choose_pin(client)
    assert page.location == "/home"
    return client


def answer(
    app: Flask, number: str, text: str, *, token: str = TOKEN, name: str = "m1"
) -> TestResponse:
    """Bring an answer to a message, as the provider does."""
    config = app.extensions["portal.config"]
    sms = replace(config.sms, callback_token=TOKEN)
    app.extensions["portal.config"] = replace(config, sms=sms)
    return browser(app).post(
        "/sms/replies",
        json={"id": name, "from": number, "text": text},
        headers={"X-Callback-Token": token},
    )
