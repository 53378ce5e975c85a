"""Browsers whose requests share nothing with each other, as on a real server."""

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.client import InspectingClient


class SeparateRequests(InspectingClient):
    """A client that keeps the test's own application context out of its requests."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in a context of its own."""
        return Context().run(super().open, *args, **kwargs)


@pytest.fixture
def app(app: Flask) -> Flask:
    """Return the application, with browsers of this kind."""
    app.test_client_class = SeparateRequests
    return app
