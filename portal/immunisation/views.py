"""Pages."""

from flask import Blueprint

blueprint = Blueprint("immunisation", __name__)
