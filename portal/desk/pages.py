"""The pages of this package: every module that puts views on the blueprint."""

from portal.desk import resident_views, search_views
from portal.desk.blueprint import blueprint
from portal.desk.namings import views as naming_views
from portal.desk.namings import word_views

__all__ = ["blueprint", "naming_views", "resident_views", "search_views", "word_views"]
