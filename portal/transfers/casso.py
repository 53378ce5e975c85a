"""Casso, webhook v2: one POST a transaction; what goes out has an amount below 0.

Version 1 sent a list and a fixed token in a header; it is not spoken here.
"""

from flask import abort, request
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.extensions import csrf
from portal.receiving.models import Provider
from portal.transfers import fields
from portal.transfers.blueprint import blueprint
from portal.transfers.fields import LONGEST_TEXT, Fields
from portal.transfers.signatures import casso_signed
from portal.transfers.telling import Transfer, hand_on


@blueprint.post("/casso")
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
def from_casso() -> ResponseReturnValue:
    """Take what came in; its sample call names an account nobody has and is answered too."""
    key = config().transfers.casso_key or abort(404)
    said = fields.read(fields.body())
    if not casso_signed(key, request.headers.get("X-Casso-Signature", ""), said):
        abort(401)
    if said.get("error") == 0:
        hand_on(_transfer(Fields(Fields(said).part("data"))))
    return {"success": True}


def _transfer(said: Fields) -> Transfer:
    return Transfer(
        provider=Provider.CASSO,
        provider_ref=str(said.whole("id")),
        bank_ref=said.text("reference"),
        account=said.some_text("accountNumber"),
        virtual_account=said.text("virtualAccountNumber"),
        amount=said.whole("amount"),
        content=said.text("description", LONGEST_TEXT),
        came_at=said.moment("transactionDateTime"),
    )
