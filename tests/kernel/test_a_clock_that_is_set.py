"""A machine's clock is set under way: an operator is told, and nothing is trusted for longer."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock, clock_watch
from portal.kernel.clock_watch import ClockWatch
from tests.client import InspectingClient


class Machine:
    """Its clock, off by as much as a test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.off = timedelta()
        real = clock.of_this_machine
        monkeypatch.setattr(clock, "of_this_machine", lambda: self._moved(real()))

    def _moved(self, moment: datetime) -> datetime:
        return moment + self.off


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(monkeypatch)


@pytest.mark.parametrize("hours", [2, -2])
def test_a_step_is_told_once_and_how_far_it_went(machine: Machine, hours: int) -> None:
    watch = ClockWatch()
    machine.off = timedelta(hours=hours)

    step = watch.step()

    assert step is not None
    assert round(step.total_seconds()) == hours * 3600
    assert watch.step() is None


def test_many_small_corrections_are_no_step(machine: Machine) -> None:
    watch = ClockWatch()
    for minute in range(1, 5):
        machine.off = timedelta(seconds=50 * minute)
        assert watch.step() is None


@pytest.mark.parametrize("minutes", [2, -2])
# SQLite has no clock of its own.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_machine_that_disagrees_with_its_database_takes_no_work(
    app: Flask, visitor: InspectingClient, machine: Machine, minutes: int
) -> None:
    machine.off = timedelta(minutes=minutes)
    assert visitor.get("/readyz").status_code == 503

    machine.off = timedelta(seconds=40)
    assert visitor.get("/readyz").status_code == 200


def test_a_database_without_a_clock_never_disagrees(machine: Machine) -> None:
    machine.off = timedelta(hours=2)
    with sa.create_engine("sqlite://").connect() as connection:
        assert clock_watch.agrees(connection)
