"""The blueprint the pages of settlement put themselves on."""

from flask import Blueprint

blueprint = Blueprint("settlement", __name__, url_prefix="/desk/money")
