"""What several pages of one task hand on to each other: sealed in their forms, for an hour.

So looking at a page changes nothing, and what was proven on one page counts on the next.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portal.kernel import clock, crypto
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

LASTS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a form brought back, and when it was sealed."""

    at: datetime
    parts: list[str] = field(repr=False)


def seal(place: str, *parts: str) -> str:
    """Return texts as only the same place gets them back."""
    content = json.dumps([clock.now().isoformat(), *parts])
    return urlsafe_b64encode(crypto.seal(place, content)).decode()


def unseal(place: str, sealed: str) -> Opened:
    """Return what was sealed; raise RuleBroken when it is not ours, or too old."""
    try:
        content = json.loads(crypto.unseal(place, urlsafe_b64decode(sealed)))
    except (crypto.SealBroken, NotBase64, ValueError) as broken:
        raise RuleBroken(_("Begin again")) from broken
    at, *parts = content
    opened = Opened(at=datetime.fromisoformat(at), parts=parts)
    if clock.now() - opened.at > LASTS:
        raise RuleBroken(_("Begin again"))
    return opened
