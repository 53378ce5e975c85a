"""The pages of the clinicians' workspace: every module that puts views on the blueprint."""

from portal.clinic import additions_correct_views, additions_views, emergency_views, search_views
from portal.clinic.blueprint import blueprint

__all__ = [
    "additions_correct_views",
    "additions_views",
    "blueprint",
    "emergency_views",
    "search_views",
]
