"""The pages of the desk about money that came in: every module that puts views on them."""

from portal.transfers.views import (
    annul_views,
    payout_views,
    place_views,
    queue_views,
    return_views,
    statement_views,
)
from portal.transfers.views.blueprint import blueprint

__all__ = [
    "annul_views",
    "blueprint",
    "payout_views",
    "place_views",
    "queue_views",
    "return_views",
    "statement_views",
]
