"""Naming a browser in words a resident recognises."""

from portal.kernel.i18n import gettext as _

# The first that fits: every browser also claims to be the ones below it.
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("EdgA", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("FxiOS", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def label(user_agent: str) -> str:
    """Return what is kept of a browser: "Chrome, Android", or parts of it, or nothing."""
    found = (
        next((name for mark, name in table if mark in user_agent), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))


def in_words(kept: str) -> str:
    """Return "Chrome trên Android" for what was kept."""
    browser, comma, system = kept.partition(", ")
    if comma:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return kept or _("An unknown browser")
