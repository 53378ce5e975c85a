"""The pages of this package: every module that puts views on the blueprint."""

from portal.settlement import views
from portal.settlement.blueprint import blueprint

__all__ = ["blueprint", "views"]
