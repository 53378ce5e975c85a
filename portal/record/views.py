"""Pages."""

from flask import Blueprint

blueprint = Blueprint("record", __name__)
