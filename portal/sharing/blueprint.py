"""Pages on which a resident decides who may see a record."""

from flask import Blueprint

blueprint = Blueprint("sharing", __name__, url_prefix="/people/<uuid:person_id>")
