"""The blueprint the pages of gateways put themselves on."""

from flask import Blueprint

blueprint = Blueprint("gateways", __name__)
