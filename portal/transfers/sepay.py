"""SePay: one POST a transaction, signed over its time and raw body.

It sends again, up to seven times within about half an hour, until it is answered with 2xx and
`{"success": true}`.
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
from portal.transfers.signatures import sepay_signed
from portal.transfers.telling import Transfer, hand_on


@blueprint.post("/sepay")
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
def from_sepay() -> ResponseReturnValue:
    """Take what came in; what is not ours is answered the same, so that it stops."""
    secret = config().transfers.sepay_secret or abort(404)
    raw = fields.body()
    signature = request.headers.get("X-SePay-Signature", "")
    if not sepay_signed(secret, signature, request.headers.get("X-SePay-Timestamp", ""), raw):
        abort(401)
    hand_on(_transfer(Fields(fields.read(raw))))
    return {"success": True}


def _transfer(said: Fields) -> Transfer:
    amount = said.whole("transferAmount")
    content = said.text("content", LONGEST_TEXT)
    return Transfer(
        provider=Provider.SEPAY,
        provider_ref=str(said.whole("id")),
        bank_ref=said.text("referenceCode"),
        account=said.some_text("accountNumber"),
        virtual_account=said.text("subAccount"),
        amount=amount if said.text("transferType") == "in" else -amount,
        content=content or said.text("description", LONGEST_TEXT),
        came_at=said.moment("transactionDate"),
    )
