"""The blueprint the pages of those who watch put themselves on."""

from flask import Blueprint

blueprint = Blueprint("oversight", __name__, url_prefix="/oversight")
