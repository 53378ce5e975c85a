"""The pages of the clinicians' workspace: every module that puts views on the blueprint."""

from portal.clinic import (
    additions_correct_views,
    additions_views,
    code_views,
    emergency_views,
    own_views,
    record_views,
    request_views,
    search_views,
    witness_views,
)
from portal.clinic.blueprint import blueprint

__all__ = [
    "additions_correct_views",
    "additions_views",
    "blueprint",
    "code_views",
    "emergency_views",
    "own_views",
    "record_views",
    "request_views",
    "search_views",
    "witness_views",
]
