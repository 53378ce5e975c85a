"""The blueprint the desk's pages about the fee put themselves on."""

from flask import Blueprint

blueprint = Blueprint("fees_desk", __name__, url_prefix="/desk/fees")
