"""The pages of this package: every module that puts views on the blueprint."""

from portal.progress import month_views, views
from portal.progress.blueprint import blueprint

__all__ = ["blueprint", "month_views", "views"]
