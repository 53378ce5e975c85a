"""A page gives up after seconds; a job may count a whole province."""

import click
import pytest
from flask import Flask

from portal.app import create_app
from portal.config import Config
from portal.kernel.db import reads


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite hurries nobody
def test_a_job_has_more_time_than_a_page(config: Config) -> None:
    with click.Context(click.Command("count")):
        job = create_app(config)

    assert _most(create_app(config)) == "5s"
    assert _most(job) == "10min"


def _most(app: Flask) -> str:
    with app.app_context():
        return str(reads().exec_driver_sql("SHOW statement_timeout").scalar_one())
