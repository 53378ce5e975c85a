"""Wrong activation codes are counted by name and place, so no stranger uses up the owner's."""

from flask import Flask

from tests.client import a_browser
from tests.staff.test_activating import flask, opened, square_page


def test_tries_from_elsewhere_leave_the_owner_theirs(app: Flask) -> None:
    code = opened(app)
    wrong = {"staff_name": "quan", "activation_code": "ZZZZZZZZ"}
    for last in range(3):
        stranger = a_browser(app)
        token = stranger.token("/staff/activate")
        elsewhere = {"REMOTE_ADDR": f"203.0.113.{last}"}
        for _each in range(11):
            stranger.post(
                "/staff/activate",
                data={"csrf_token": token, **wrong},
                environ_base=elsewhere,
            )
        tried = {"csrf_token": token, "staff_name": "quan", "activation_code": code}
        refused = stranger.post("/staff/activate", data=tried, environ_base=elsewhere)
        assert refused.status_code == 422

    assert square_page(a_browser(app), code)["key"]


def test_the_shell_warns_of_an_account_at_the_counter_nobody_is_linked_to(app: Flask) -> None:
    opened(app)
    done = flask(
        app, "create", "moi", "--full-name", "Vi Thị Mới", "--role", "station_staff",
        "--facility", "99101", "--commune", "Xã Đồng Sen",
    )  # fmt: skip

    assert done.exit_code == 0, done.output
    assert "Warning" in done.output
