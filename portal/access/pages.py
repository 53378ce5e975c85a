"""The pages about the log, all on their one blueprint."""

from portal.access import export, views
from portal.access.views import blueprint

__all__ = ["blueprint", "export", "views"]
