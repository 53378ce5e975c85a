"""The pages of this package: every module that puts views on the blueprint."""

from portal.cash import (
    box_views,
    counting_views,
    deposit_views,
    giving_back_views,
    taking_over_views,
    taking_views,
)
from portal.cash.blueprint import blueprint

__all__ = [
    "blueprint",
    "box_views",
    "counting_views",
    "deposit_views",
    "giving_back_views",
    "taking_over_views",
    "taking_views",
]
