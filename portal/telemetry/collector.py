"""Our figures as Prometheus wants them."""

from collections.abc import Iterator

import httpx
import sqlalchemy as sa
from flask import Flask
from prometheus_client import CollectorRegistry, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from portal.telemetry.figures import all_figures

PREFIX = "portal_"


class Pages(Collector):
    """Asks the web server whether it may take work: another process, which may be gone."""

    def __init__(self, address: str, host: str) -> None:
        self.address, self.host = address, host

    def collect(self) -> Iterator[Metric]:
        """Yield whether `/readyz` answered that it may."""
        try:
            answer = httpx.get(f"{self.address}/readyz", headers={"Host": self.host}, timeout=5)
            up = answer.is_success
        except httpx.HTTPError:
            up = False
        yield GaugeMetricFamily(PREFIX + "pages_up", "The web server may take work", up)

    def describe(self) -> Iterator[Metric]:
        """Name nothing beforehand: registering must not ask anybody."""
        return iter(())


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


def registry(app: Flask, shared: str | None, pages: Pages | None = None) -> CollectorRegistry:
    """Return what tells the installation's figures, and the sums of all processes' counts.

    `shared` is the folder the processes count in (PROMETHEUS_MULTIPROC_DIR); `pages` whom to
    ask whether the web server is up.
    """
    found = CollectorRegistry()
    found.register(Installation(app))
    if pages:
        found.register(pages)
    if shared:
        multiprocess.MultiProcessCollector(found, path=shared)  # type: ignore[no-untyped-call]
    return found
