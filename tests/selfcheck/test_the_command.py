"""`flask security selfcheck` says it all, fails on a fault, and shows no secret."""

import json

from flask import Flask


def test_a_test_installation_is_refused_as_production(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["security", "selfcheck"])

    assert said.exit_code == 1
    assert "FAULT  environment: PORTAL_ENV is test" in said.output
    assert "OK     migrations\n" in said.output
    assert "OK     locked packages\n" in said.output
    assert app.config["SECRET_KEY"] not in said.output


def test_the_same_is_said_in_json(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["security", "selfcheck", "--json"])

    found = json.loads(said.output.split("\n{", 1)[0])
    assert {"what": "triggers", "grade": "OK", "why": ""} in found
