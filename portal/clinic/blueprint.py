"""The blueprint the clinicians' pages put themselves on."""

from typing import Any

from flask import Blueprint, Response, url_for

blueprint = Blueprint("clinic", __name__, url_prefix="/clinic")


def go(endpoint: str, **values: Any) -> Response:
    """Answer a form by showing another page."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})
