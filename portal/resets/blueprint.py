"""The blueprint the pages of resets put themselves on."""

from flask import Blueprint

blueprint = Blueprint("resets", __name__)
