"""payOS: one POST a paid link, with the signature of `data` beside it.

When the address is saved it sends a sample of an order nobody has, and wants a 2xx for it.
"""

from flask import abort
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.extensions import csrf
from portal.receiving.models import Provider
from portal.transfers import fields
from portal.transfers.blueprint import blueprint
from portal.transfers.fields import LONGEST_TEXT, Fields
from portal.transfers.signatures import payos_signed
from portal.transfers.telling import Transfer, hand_on

DONE = "00"


@blueprint.post("/payos")
@csrf.exempt  # type: ignore[untyped-decorator]  # published without types
@public
def from_payos() -> ResponseReturnValue:
    """Take what came in; only `data` is signed, so nothing beside it is believed."""
    key = config().transfers.payos_key or abort(404)
    said = Fields(fields.read(fields.body()))
    data = said.part("data")
    if not payos_signed(key, said.text("signature"), data):
        abort(401)
    if data.get("code") == DONE:
        hand_on(_transfer(Fields(data)))
    return {"success": True}


def _transfer(said: Fields) -> Transfer:
    """Read `data`; its reference is the bank's, and of one link may come several."""
    reference = said.some_text("reference")
    return Transfer(
        provider=Provider.PAYOS,
        provider_ref=f"{said.text('paymentLinkId')}/{reference}",
        bank_ref=reference,
        account=said.some_text("accountNumber"),
        virtual_account=said.text("virtualAccountNumber"),
        amount=said.whole("amount"),
        currency=said.text("currency"),
        content=said.text("description", LONGEST_TEXT),
        came_at=said.moment("transactionDateTime"),
    )
