"""The pages of this package: every module that puts views on the blueprint."""

from portal.fees.desk import exemption_views, mistake_views, official_views, terms_views
from portal.fees.desk.blueprint import blueprint

__all__ = ["blueprint", "exemption_views", "mistake_views", "official_views", "terms_views"]
