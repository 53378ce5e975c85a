"""An amount in đồng as people type it: 6000, 6.000, 6 000 đ."""

import re

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

MOST = 10**9
MOST_DIGITS = 13  # more are read by nobody, and Python itself reads no more than 4,300
_UNIT = re.compile(r"\s*(?:đ|₫|d|vnd|đồng)\s*$", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:[., ][0-9]{3})+")


def parse(text: str, field: str) -> int:
    """Return whole đồng; raise RuleBroken, also for 6.5, which could be read in two ways.

    What a bank wrote is read by transfers/amounts.py: there 6.00 has but one meaning.
    """
    typed = _UNIT.sub("", " ".join(text.split()))
    if not _WHOLE.fullmatch(typed):
        raise RuleBroken(_("Type the amount in figures, like 6.000"), field)
    digits = re.sub(r"[., ]", "", typed)
    if len(digits) > MOST_DIGITS or int(digits) > MOST:
        raise RuleBroken(_("So much money is never paid here. Check the amount"), field)
    return int(digits)
