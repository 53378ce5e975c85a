"""The operators' log tells what happened, never to whom."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from portal.kernel import logs


@pytest.fixture(autouse=True)
def _configured() -> Iterator[None]:
    logs.configure()
    yield
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_key_nobody_allowed_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().info("record_opened", name="Bùi Thị Lan", count=1)

    (line,) = lines(capsys)
    assert line["event"] == "record_opened"
    assert line["count"] == 1
    assert "name" not in line


def test_a_long_number_is_blotted_out_wherever_it_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    structlog.get_logger().info("failed for 099195000123", error="phone +84900000123")

    (line,) = lines(capsys)
    assert line["event"] == "failed for [number]"
    assert line["error"] == "phone +[number]"


def test_lines_of_a_request_carry_its_reference(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.contextvars.bind_contextvars(request_id="a1b2c3d4")
    structlog.get_logger().info("request")

    assert lines(capsys)[0]["request_id"] == "a1b2c3d4"


def test_a_library_known_to_keep_values_apart_is_quoted_without_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.getLogger("gunicorn.error").error("Error handling request %s", "/visits/of-lan")

    (line,) = lines(capsys)
    assert line["event"] == "Error handling request %s"
    assert line["library"] == "gunicorn.error"


def test_of_any_other_library_only_its_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("Bùi Thị Lan")
    except ValueError:
        logging.getLogger("chatty").exception("could not open the record of Bùi Thị Lan")

    (line,) = lines(capsys)
    assert line.pop("timestamp")
    assert line == {
        "event": "library_spoke",
        "level": "error",
        "library": "chatty",
        "error": "ValueError",
    }
