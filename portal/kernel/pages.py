"""Showing a page: which language, which frame, which headers."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from flask import Flask, Response, current_app, g, request

from portal.kernel.i18n import DEFAULT_LANGUAGE, LANGUAGES, current_language
from portal.kernel.templating import Templates

LANGUAGE_COOKIE = "language"
Frame = Callable[[], Mapping[str, Any]]


def init_app(app: Flask, templates: Templates) -> None:
    """Give the application its templates and choose a language before each request."""
    app.extensions["portal.templates"] = templates
    app.extensions["portal.frames"] = []
    app.before_request(choose_language)


def add_frame(app: Flask, frame: Frame) -> None:
    """Add values that every full page gets (header, person strip, bottom bar)."""
    app.extensions["portal.frames"].append(frame)


def choose_language() -> None:
    """Take the language the visitor chose, Vietnamese when they did not."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, DEFAULT_LANGUAGE)
    g.language = chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def wants_fragment() -> bool:
    """Say whether htmx asks for a named region rather than a page."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def for_nobody() -> None:
    """Draw the answer as for a stranger: who is signed in cannot be asked just now."""
    g.for_nobody = True


def is_for_nobody() -> bool:
    """Say whether nothing may be read from the database for this answer."""
    return bool(g.get("for_nobody"))


def render(template: str, **values: Any) -> str:
    """Render a template in the request's language without a frame (prints, PDFs)."""
    return render_in(current_language(), template, **values)


def render_in(language: str, template: str, **values: Any) -> str:
    """Render a template without a frame in a language that is not the visitor's choice."""
    templates = cast(Templates, current_app.extensions["portal.templates"])
    return templates.render(template, language, {"language": language} | values)


def show(
    template: str, *, fragment: str | None = None, status: int = 200, **values: Any
) -> Response:
    """Answer with the page, or with its fragment when htmx asked for one."""
    frame: dict[str, Any] = {}
    for part in current_app.extensions["portal.frames"]:
        frame.update(part())
    name = fragment if fragment is not None and wants_fragment() else template
    return Response(render(name, **(frame | values)), status, mimetype="text/html")
