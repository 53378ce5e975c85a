"""A session nobody but its owner began is worth nothing."""

import re

import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import SignInSession
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient


def test_a_cookie_planted_before_sign_in_opens_nothing(
    app: Flask, visitor: InspectingClient
) -> None:
    cast.lan()
    session.commit()
    visitor.set_cookie("sid", "planted")

    assert visitor.get("/home").location == "/sign-in"
    assert not session.scalars(sa.select(SignInSession)).all()


def test_the_token_is_stored_as_its_hash_only(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    [row] = session.scalars(sa.select(SignInSession))

    assert f"token of {lan.personal_id}".encode() not in row.token_hash
    stolen = InspectingClient(app)
    stolen.set_cookie("sid", row.token_hash.hex())
    assert stolen.get("/home").location == "/sign-in"


def test_an_old_cookie_is_worth_nothing_after_signing_out(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    kept = f"token of {lan.personal_id}"
    person = f"/people/{lan.person_id}"

    left = visitor.submit("/account", to="/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    visitor.set_cookie("sid", kept)

    for path in ("/home", f"{person}/record", f"{person}/record.pdf", "/account"):
        assert visitor.get(path).status_code == 303, path
        fragment = visitor.get(path, headers={"HX-Request": "true"})
        assert fragment.status_code == 401, path
        assert not fragment.data, path


def test_no_address_outside_is_gone_to(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    targets = (
        "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
        "/account/pin@evil.example", "/account/pin\r\nX: y", "\0", "/sign-out",
    )  # fmt: skip
    for target in targets:
        for path in ("/confirm", "/confirm/pin", "/confirm/code"):
            page = visitor.get(path, query_string={"to": target})
            assert page.status_code in (200, 303), path
            assert re.match(r"/(account|confirm)", page.location or "/account"), target
            assert "evil.example" not in page.text, (path, target)
            assert "X" not in page.headers, target
