"""The pages of the clinicians' workspace: every module that puts views on the blueprint."""

from portal.clinic import emergency_views, own_views
from portal.clinic.additions import correct_views as additions_correct_views
from portal.clinic.additions import views as additions_views
from portal.clinic.blueprint import blueprint
from portal.clinic.codes import views as code_views
from portal.clinic.record import views as record_views
from portal.clinic.requests import views as request_views
from portal.clinic.requests import witness_views
from portal.clinic.search import views as search_views

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
