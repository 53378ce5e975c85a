"""The blueprint the pages of the register put themselves on."""

from flask import Blueprint

blueprint = Blueprint("merging", __name__, url_prefix="/desk")
