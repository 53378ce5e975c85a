"""What browsers report of pages that broke their policy; operators read of it in the log.

A report quotes addresses and pieces of pages. Nothing of it is kept but which rule was broken
on which of our pages.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.accounts.public import public
from portal.extensions import csrf, fence
from portal.kernel.headers import POLICY, REPORTS
from portal.kernel.logs import log
from portal.kernel.posted_json import posted_json

LARGEST = 16 * 1024
MOST = 20
FENCE = "30 per minute"
KIND = "application/reports+json"
RULES = frozenset(rule.split()[0] for rule in POLICY.split("; "))
# The policy names the rule these belong to.
PARTS = ("-elem", "-attr")

blueprint = Blueprint("policy_reports", __name__)


@blueprint.url_value_preprocessor
def read_little(_endpoint: str | None, _values: object) -> None:
    """Refuse a long body before it is read."""
    request.max_content_length = LARGEST


@blueprint.post(REPORTS)
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
@fence.limit(FENCE)
def take() -> ResponseReturnValue:
    """Log which rule was broken where; the browser is told nothing."""
    if request.mimetype != KIND:
        abort(400)
    told = posted_json()
    if not isinstance(told, list):
        abort(400)
    for (rule, page), count in Counter(_broken(told[:MOST])).items():
        log.warning("policy_broken", where=rule, route=page, count=count)
    return "", 204


def _broken(told: list[Any]) -> Iterator[tuple[str, str]]:
    for report in told:
        body = report.get("body") if isinstance(report, dict) else None
        if isinstance(body, dict) and report.get("type") == "csp-violation":
            yield _rule(body.get("effectiveDirective")), _page(body.get("documentURL"))


def _rule(said: object) -> str:
    """Return one of our own rules; a word of anybody else's is never written."""
    name = said if isinstance(said, str) else ""
    for part in PARTS:
        name = name.removesuffix(part)
    return name if name in RULES else "another"


def _page(said: object) -> str:
    """Return the name of our page behind an address, which is not written itself."""
    try:
        path = urlsplit(said if isinstance(said, str) else "").path
        return str(current_app.url_map.bind("").match(path, method="GET")[0])
    except (HTTPException, ValueError):
        return "none of ours"
