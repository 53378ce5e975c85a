"""The sharing pages, all on their one blueprint."""

from portal.sharing import block_views, code_views, grant_views, request_views, views, who_views
from portal.sharing.blueprint import blueprint

__all__ = [
    "block_views",
    "blueprint",
    "code_views",
    "grant_views",
    "request_views",
    "views",
    "who_views",
]
