"""The blueprint the pages of the desk put themselves on."""

from typing import Any

from flask import Blueprint, Response, current_app, url_for

blueprint = Blueprint("desk", __name__, url_prefix="/desk")


def go(endpoint: str, **values: Any) -> Response:
    """Answer a form by showing another page."""
    return Response(status=303, headers={"Location": url_for(endpoint, **values)})


def address_of(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page of another feature; None where there is no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None
