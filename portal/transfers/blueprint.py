"""The blueprint banks' messengers post to; nobody's browser comes here."""

from flask import Blueprint

blueprint = Blueprint("transfers", __name__, url_prefix="/transfers")
