"""`flask metrics …`: what Prometheus reads, on a port of its own that no proxy leads to."""

import os

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from prometheus_client import generate_latest, start_http_server

from portal.accounts.signed_in import config
from portal.kernel.ending import ended_by_signal
from portal.telemetry.collector import Pages, registry

group = AppGroup("metrics", help="Figures for the operators, without a word about a person.")


@group.command()
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=9464, show_default=True)
@click.option("--pages", default="", help="The web server to ask, as http://127.0.0.1:8000.")
def serve(address: str, port: int, pages: str) -> None:
    """Answer /metrics until ended; the web server itself tells nothing."""
    ended = ended_by_signal()
    told = registry(_app(), _shared(), _pages(pages))
    server, thread = start_http_server(port, address, registry=told)
    ended.wait()
    server.shutdown()
    thread.join()


@group.command()
@click.option("--pages", default="", help="The web server to ask, as http://127.0.0.1:8000.")
def show(pages: str) -> None:
    """Print the figures once."""
    told = registry(_app(), _shared(), _pages(pages))
    click.echo(generate_latest(told).decode(), nl=False)


def _pages(address: str) -> Pages | None:
    """Say whom to ask, by a name it answers to."""
    hosts = (*config().trusted_hosts, "localhost")
    return Pages(address, hosts[0]) if address else None


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


def _shared() -> str | None:
    return os.environ.get("PROMETHEUS_MULTIPROC_DIR")  # the library's own protocol
