"""Answers to our messages, as the provider of text messages hands them on.

The provider posts `{"id": "…", "from": "09…", "text": "CHAN"}` with our token in
`X-Callback-Token`; `id` is its own name for the answer.
"""

import hmac
import re

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.extensions import csrf
from portal.kernel.posted_json import posted_json
from portal.resets import answers
from portal.resets.blueprint import blueprint

LONGEST = {"id": 100, "from": 20, "text": 1_000}
_HALF = re.compile("[\ud800-\udfff]")  # of a pair: no text, and nothing can be made of it


@blueprint.post("/sms/replies")
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
def sms_reply() -> ResponseReturnValue:
    """Take an answer; the provider learns nothing of what it did."""
    kept = config().sms.callback_token
    given = request.headers.get("X-Callback-Token", "")
    if not kept or not hmac.compare_digest(given.encode(), kept.encode()):
        abort(400)
    said = posted_json()
    if not isinstance(said, dict):
        abort(400)
    answers.take(_text(said, "id"), _text(said, "from"), _text(said, "text"))
    return "", 204


def _text(said: dict[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value or len(value) > LONGEST[name]:
        abort(400)
    if _HALF.search(value):
        abort(400)
    return value
