"""A day typed as it is printed on a card: 14/08/2022."""

import re
from datetime import date

from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _

_SHAPE = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})|(\d{2})(\d{2})(\d{4})", re.ASCII)


def parse(text: str, field: str) -> date:
    """Read a whole day; raise RuleBroken."""
    if not text.strip():
        raise RuleBroken(_("Type the day of issue printed on the card"), field)
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise RuleBroken(_("Type day, month and year, for example 14/08/2022"), field)
    day, month, year = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        raise RuleBroken(_("There is no such day"), field) from None
