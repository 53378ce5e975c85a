"""The pages of the clinicians' workspace: every module that puts views on the blueprint."""

from portal.clinic import search_views
from portal.clinic.blueprint import blueprint

__all__ = ["blueprint", "search_views"]
