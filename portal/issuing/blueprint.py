"""The blueprint the pages of issuing put themselves on."""

from flask import Blueprint

blueprint = Blueprint("issuing", __name__, url_prefix="/desk")
