"""Where facts come from and how old they are, as one grey sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.people.kinds import Source

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """Who wrote a fact down, and when."""

    source: Source
    recorded_on: date
    recorded_by: str | None = None


def sentence(origins: Iterable[Origin]) -> str:
    """Name the origins of a block, newest first; many papers are counted, not listed."""
    newest = sorted(set(origins), key=lambda one: (one.recorded_on, one.source), reverse=True)
    named = [_one(origin) for origin in newest[:MOST_NAMED]]
    if len(newest) > MOST_NAMED:
        named.append(_("and older papers"))
    return "; ".join(named)


def _one(origin: Origin) -> str:
    day = formats.day(origin.recorded_on, language=current_language())
    if origin.recorded_by:
        return _(
            "%(source)s (%(by)s), recorded %(day)s",
            source=origin.source.label,
            by=origin.recorded_by,
            day=day,
        )
    return _("%(source)s, recorded %(day)s", source=origin.source.label, day=day)
