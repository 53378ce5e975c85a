"""`flask metrics …`: what Prometheus reads, on a port of its own that no proxy leads to."""

import os
import signal
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from prometheus_client import generate_latest, start_http_server

from portal.telemetry.collector import registry

group = AppGroup("metrics", help="Figures for the operators, without a word about a person.")


@group.command()
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=9464, show_default=True)
def serve(address: str, port: int) -> None:
    """Answer /metrics until ended; the web server itself tells nothing."""
    ended = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: ended.set())
    server, thread = start_http_server(port, address, registry=registry(_app(), _shared()))
    ended.wait()
    server.shutdown()
    thread.join()


@group.command()
def show() -> None:
    """Print the figures once."""
    click.echo(generate_latest(registry(_app(), _shared())).decode(), nl=False)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _shared() -> str | None:
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR")  # the library's own protocol
