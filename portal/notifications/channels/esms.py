"""The eSMS gateway: POST SendMultipleMessage_V4_post_json (vendor's published manual).

`CodeResult` 100 means accepted, not delivered; 124 that this RequestId was accepted
before, so a repeat after a crash counts as sent. Credentials travel in the body and are
never logged.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from portal.config import SmsGateway
from portal.kernel.logs import log
from portal.notifications.channels.delivery import Accepted, NeverAccepted, Outgoing, TryLater
from portal.notifications.sms_text import fits_one_message

SECONDS = 5.0
ACCEPTED, DUPLICATE = "100", "124"
NO_BALANCE = "103"
BEING_PROCESSED = "199"
# Wrong keys, no price, no balance, sender missing or not yet registered: the account's
# fault, mended by the operator, not the message's.
LATER = frozenset({"99", "101", "102", NO_BALANCE, "104", "177", BEING_PROCESSED})
CUSTOMER_CARE = "2"


@dataclass(frozen=True)
class Esms:
    """One account at the gateway."""

    gateway: SmsGateway

    def send(self, message: Outgoing) -> Accepted:
        """Hand one message over; a text of more than one part is refused before sending."""
        if not fits_one_message(message.text):
            raise NeverAccepted("more than one message long")
        answer = self._post(self._body(message))
        code = str(answer.get("CodeResult", ""))
        if code in (ACCEPTED, DUPLICATE):
            return Accepted(provider_id=str(answer.get("SMSID") or "") or None)
        if code == NO_BALANCE:
            log.error("sms_no_balance")
        if code in LATER or not code:
            raise TryLater(f"code {code or 'missing'}")
        raise NeverAccepted(f"code {code}")

    def _body(self, message: Outgoing) -> dict[str, str]:
        return {
            "ApiKey": self.gateway.api_key,
            "SecretKey": self.gateway.secret_key,
            "Brandname": self.gateway.brand,
            "SmsType": CUSTOMER_CARE,
            "IsUnicode": "0",
            "Phone": message.recipient.replace("+84", "0", 1),
            "Content": message.text,
            "RequestId": message.reference,
        }

    def _post(self, body: dict[str, str]) -> dict[str, Any]:
        try:
            response = httpx.post(self.gateway.url, json=body, timeout=SECONDS)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as failure:
            raise TryLater(type(failure).__name__) from failure
        if not isinstance(answer, dict):
            raise TryLater("no object")
        return answer
