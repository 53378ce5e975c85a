"""The blueprint the pages of progress put themselves on."""

from flask import Blueprint

blueprint = Blueprint("progress", __name__, url_prefix="/desk")
