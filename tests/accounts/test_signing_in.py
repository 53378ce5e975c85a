"""A resident signs in with the number of their identity card and a one-time code."""

from flask import Flask

from portal.kernel.db import session
from tests.accounts import steps
from tests.cast import hung, lan
from tests.client import InspectingClient
from tests.conftest import Time


def test_number_then_code_opens_the_home_page(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()

    asked = steps.type_number(visitor, someone.personal_id)
    assert (asked.status_code, asked.location) == (303, "/sign-in/code")
    entered = steps.type_code(visitor, steps.newest_code())

    assert (entered.status_code, entered.location) == (303, "/home")
    assert visitor.get("/account").status_code == 200
    assert steps.sessions() == 1


def test_blanks_and_dots_are_accepted_in_both_fields(app: Flask, visitor: InspectingClient) -> None:
    hung()
    session.commit()

    steps.type_number(visitor, " 999.080 000-999 ")
    code = steps.newest_code()

    assert steps.type_code(visitor, f" {code[:3]} {code[3:]} ").location == "/home"


def test_a_short_number_is_kept_and_said_beside_its_field(
    app: Flask, visitor: InspectingClient
) -> None:
    page = steps.type_number(visitor, "99908000099")

    assert page.status_code == 422
    assert 'value="999 080 000 99"' in page.text
    assert page.text.count("you entered 11") + page.text.count("đang có 11") == 2
    assert 'aria-invalid="true"' in page.text


def test_the_message_says_what_the_guide_says(app: Flask, visitor: InspectingClient) -> None:
    someone = lan()
    session.commit()

    steps.type_number(visitor, someone.personal_id)

    (message,) = steps.messages()
    code = steps.newest_code()
    assert message.recipient == someone.phone
    assert message.text == (
        f"Ma OTP: {code}. Dung trong 5 phut. Khong dua ma nay cho bat ky ai.\n@127.0.0.1 #{code}"
    )
    assert len(str(message.text)) < 160
    assert str(message.text).isascii()


def test_a_code_dies_after_five_minutes(app: Flask, visitor: InspectingClient, time: Time) -> None:
    someone = hung()
    session.commit()
    steps.type_number(visitor, someone.personal_id)

    time.pass_by(minutes=5)
    page = steps.type_code(visitor, steps.newest_code())

    assert page.status_code == 422
    assert "9:05" in page.text
    assert steps.sessions() == 0


def test_the_pages_out_of_order_lead_back(app: Flask, visitor: InspectingClient) -> None:
    assert visitor.get("/sign-in/code").location == "/sign-in"
    assert visitor.get("/sign-in/pin").location == "/sign-in"
    assert visitor.get("/account/pin/set").location == "/sign-in"
    assert visitor.get("/account").location == "/sign-in"
