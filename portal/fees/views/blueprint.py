"""The blueprint of the fee as residents see it, and what its pages share."""

from flask import Blueprint

blueprint = Blueprint("fees", __name__)
