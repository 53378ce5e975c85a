"""Our figures as Prometheus wants them."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask
from prometheus_client import CollectorRegistry, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal.telemetry.figures import all_figures

PREFIX = "portal_"


class Installation(Collector):
    """Reads the figures anew for each question; a database that is away is a figure, too."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge for each figure, and whether the database answered."""
        answered = True
        with self.app.app_context():
            try:
                for figure in all_figures():
                    yield GaugeMetricFamily(PREFIX + figure.name, figure.says, figure.value)
            except sa.exc.SQLAlchemyError:
                answered = False
        yield GaugeMetricFamily(PREFIX + "database_up", "The database answers", answered)

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: registering must not ask the database."""
        return iter(())


def registry(app: Flask, shared: str | None) -> CollectorRegistry:
    """Return what tells the installation's figures, and the sums of all processes' counts.

    `shared` is the folder the processes count in (PROMETHEUS_MULTIPROC_DIR).
    """
    found = CollectorRegistry()
    found.register(Installation(app))
    if shared:
        multiprocess.MultiProcessCollector(found, path=shared)  # type: ignore[no-untyped-call]
    return found
