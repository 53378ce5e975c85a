"""The pages of this package: every module that puts views on the blueprint."""

from portal.gateways import going_views, notified_views, returning_views
from portal.gateways.blueprint import blueprint

__all__ = ["blueprint", "going_views", "notified_views", "returning_views"]
