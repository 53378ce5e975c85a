"""What somebody reads or hears of a page."""

import re

_UNHEARD = re.compile(
    r"""\s(?!(?:title|alt|placeholder|aria-[a-z]+)=)[\w:-]+=(?:"[^"]*"|'[^']*')""",
)


def heard(page: str) -> str:
    """Return a page without its addresses, file names and tokens.

    A random token holds any two or three digits now and then.
    """
    return _UNHEARD.sub("", page)
