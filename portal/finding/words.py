"""The results in words."""

from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import ngettext


def heading(count: int, more: bool) -> str:
    """Say how many were found."""
    if more:
        return _("More than %(count)s results", count=count)
    if not count:
        return _("Nobody found")
    return ngettext("%(num)s result", "%(num)s results", count)
