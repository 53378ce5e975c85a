"""Pages."""

from flask import Blueprint

blueprint = Blueprint("access", __name__)
