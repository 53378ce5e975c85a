"""The pages of this package: every module that puts views on the blueprint."""

from portal.issuing import batch_views, slip_views, village_views
from portal.issuing.blueprint import blueprint

__all__ = ["batch_views", "blueprint", "slip_views", "village_views"]
