"""The blueprint the pages of cash put themselves on."""

from flask import Blueprint

blueprint = Blueprint("cash", __name__)
