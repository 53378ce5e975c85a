"""The pages of this package: every module that puts views on the blueprint."""

from portal.merging import death_views, merge_views, newborn_views
from portal.merging.blueprint import blueprint

PAGES = (death_views, merge_views, newborn_views)

__all__ = ["PAGES", "blueprint"]
