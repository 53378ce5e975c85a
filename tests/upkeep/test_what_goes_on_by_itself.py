"""Copies, trials and messages: what a head and an auditor are told, and nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.audit import canary
from portal.backups import drills
from portal.backups.drills import Drill
from portal.backups.findings import Finding
from portal.backups.folder import name_for
from portal.kernel import clock
from portal.kernel.db import session
from portal.notifications import outbox
from portal.upkeep.points import Point, Tone, points
from tests import cast
from tests.cast import StaffCast
from tests.client import InspectingClient
from tests.conftest import Time

PAGE = "/oversight/upkeep"
WELL = Finding(what="log", passed=True, figure="12 lines, 3 chains, 1 checkpoints")
BROKEN = Finding(what="ledger", passed=False, figure="2 units, sum 1000, 1 differences")


@pytest.fixture
def copies(app: Flask, tmp_path: Path) -> Path:
    """Return a folder of copies, which the installation knows."""
    folder = tmp_path / "copies"
    folder.mkdir()
    own = app.extensions["portal.config"]
    kept = replace(own, backups=replace(own.backups, folder=folder))
    app.extensions["portal.config"] = kept
    return folder


def a_copy(folder: Path, *, hours_ago: float) -> None:
    (folder / name_for(clock.now() - timedelta(hours=hours_ago))).touch()


def a_trial(folder: Path, *findings: Finding, hours_ago: float = 1) -> None:
    passed = all(finding.passed for finding in findings)
    at = clock.now() - timedelta(hours=hours_ago)
    drills.keep(folder, Drill(at=at, backup="x", seconds=1.0, passed=passed, findings=findings))


def told(folder: Path | None) -> dict[str, Point]:
    return {point.what: point for point in points(folder, clock.now())}


@pytest.mark.parametrize(
    ("member", "status"), [(cast.dung, 200), (cast.sy, 200), (cast.quan, 404), (cast.hanh, 404)]
)
def test_a_head_and_an_auditor_may_open_it(
    visitor: InspectingClient, member: Callable[[], StaffCast], status: int
) -> None:
    cast.sign_in_staff(visitor, member())

    assert visitor.get(PAGE).status_code == status


def test_where_all_is_well_nothing_is_asked_of_the_station(
    visitor: InspectingClient, copies: Path
) -> None:
    a_copy(copies, hours_ago=3)
    a_trial(copies, WELL)
    canary.keep(None)
    cast.sign_in_staff(visitor, cast.dung())

    page = visitor.get(PAGE).text

    assert page.count("Bình thường") == 4
    assert "Đã thử: nhật ký." in page
    assert "Hãy báo người vận hành" not in page


def test_a_failed_trial_names_what_was_not_as_it_should_be(
    visitor: InspectingClient, copies: Path
) -> None:
    a_copy(copies, hours_ago=3)
    a_trial(copies, WELL, BROKEN)
    cast.sign_in_staff(visitor, cast.dung())

    page = visitor.get(PAGE).text

    assert "Chưa đúng: sổ thu phí." in page
    assert "Hãy báo người vận hành" in page


def test_it_names_no_file_and_no_figure_of_a_drill(visitor: InspectingClient, copies: Path) -> None:
    a_copy(copies, hours_ago=3)
    a_trial(copies, WELL, BROKEN)
    cast.sign_in_staff(visitor, cast.sy())

    page = visitor.get(PAGE).text

    for secret in (str(copies), ".age", "12 lines", "2 units"):
        assert secret not in page


def test_copies_another_program_makes_are_no_fault(app: Flask) -> None:
    assert told(None)["Bản sao lưu toàn bộ hồ sơ"].tone is Tone.PLAIN


@pytest.mark.parametrize(("hours", "tone"), [(25, Tone.OK), (27, Tone.BAD)])
def test_a_copy_is_made_every_day(app: Flask, copies: Path, hours: float, tone: Tone) -> None:
    a_copy(copies, hours_ago=hours)

    assert told(copies)["Bản sao lưu toàn bộ hồ sơ"].tone is tone


def test_a_copy_of_a_time_to_come_is_a_fault(app: Flask, copies: Path) -> None:
    a_copy(copies, hours_ago=1)
    a_copy(copies, hours_ago=-48)

    assert told(copies)["Bản sao lưu toàn bộ hồ sơ"].tone is Tone.BAD


@pytest.mark.parametrize(("days", "tone"), [(7, Tone.OK), (9, Tone.BAD)])
def test_a_copy_is_tried_every_week(app: Flask, copies: Path, days: int, tone: Tone) -> None:
    a_trial(copies, WELL, hours_ago=24 * days)

    assert told(copies)["Khôi phục thử: bản sao lưu có mở được không?"].tone is tone


def test_before_the_first_copy_and_trial_both_are_missing(app: Flask, copies: Path) -> None:
    found = told(copies)

    assert found["Bản sao lưu toàn bộ hồ sơ"].verdict == "Chưa có bản nào"
    assert found["Khôi phục thử: bản sao lưu có mở được không?"].verdict == "Chưa thử lần nào"
    assert found["Thử: mỗi lần xem có được ghi lại không?"].verdict == "Chưa thử lần nào"


def test_a_trial_of_the_log_that_found_a_fault_is_told(app: Flask) -> None:
    canary.keep("the look was not written")

    assert told(None)["Thử: mỗi lần xem có được ghi lại không?"].tone is Tone.BAD


def test_a_message_that_waits_too_long_is_told(app: Flask, time: Time) -> None:
    assert told(None)["Tin nhắn gửi người dân"].notes == ["Không có tin nào đang chờ."]
    a_message()
    assert told(None)["Tin nhắn gửi người dân"].tone is Tone.OK
    time.pass_by(minutes=12)

    point = told(None)["Tin nhắn gửi người dân"]

    assert point.tone is Tone.BAD
    assert point.notes == ["1 tin nhắn đang chờ, tin cũ nhất đã chờ 12 phút."]


def a_message() -> None:
    outbox.enqueue(kind="word", recipient="+84900000123", text="Xin chao", dedupe_key="one")
    session.commit()
