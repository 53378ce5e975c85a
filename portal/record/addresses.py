"""Addresses in one line; the district level ended on 1 July 2025 and is history only."""

from portal.kernel.i18n import gettext as _
from portal.kernel.text import fold
from portal.record.queries import Place


def address(place: Place) -> str | None:
    """Join the parts of an address, none twice; the district is named as former."""
    parts = [place.line] if place.line else []
    for part in (place.village, place.ward):
        if part and fold(part) not in fold(", ".join(parts)):
            parts.append(part)
    if not parts:
        return None
    if place.district and fold(place.district) not in fold(", ".join(parts)):
        parts.append(_("former district %(name)s", name=place.district))
    if place.province and fold(place.province) not in fold(", ".join(parts)):
        parts.append(place.province)
    return ", ".join(parts)
