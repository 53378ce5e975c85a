"""The eSMS gateway: POST SendMultipleMessage_V4_post_json (vendor's published manual).

Accepted is not delivered. Credentials travel in the body, so neither bodies nor answers
are ever logged; redirects are not followed, lest the body go elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from portal.config import SmsGateway
from portal.kernel.logs import log
from portal.notifications.channels.delivery import Accepted, NeverAccepted, Outgoing, TryLater
from portal.notifications.channels.esms_codes import (
    ACCOUNT_FAULTS,
    NO_BALANCE,
    Outcome,
    outcome_of,
)
from portal.notifications.sms_text import fits_one_message

SECONDS = 5.0
CUSTOMER_CARE = "2"
WITHOUT_MARKS = "0"


def _client() -> httpx.Client:
    return httpx.Client(timeout=SECONDS, follow_redirects=False)


@dataclass(frozen=True)
class Esms:
    """One account at the gateway, on one kept connection."""

    gateway: SmsGateway
    client: httpx.Client = field(default_factory=_client, repr=False)

    def send(self, message: Outgoing) -> Accepted:
        """Hand one message over; a text of more than one part is refused before sending."""
        if not fits_one_message(message.text):
            raise NeverAccepted("more than one message long")
        answer = self._post(self._body(message))
        code = str(answer.get("CodeResult", ""))
        outcome = outcome_of(code)
        if outcome is Outcome.ACCEPTED:
            return Accepted(provider_id=str(answer.get("SMSID") or "") or None)
        if code in ACCOUNT_FAULTS:
            log.error("sms_no_balance" if code == NO_BALANCE else "sms_account", error=code)
        if outcome is Outcome.NEVER:
            raise NeverAccepted(f"code {code}")
        raise TryLater(f"code {code or 'missing'}")

    def _body(self, message: Outgoing) -> Mapping[str, str]:
        return {
            "ApiKey": self.gateway.api_key,
            "SecretKey": self.gateway.secret_key,
            "Brandname": self.gateway.brand,
            "SmsType": CUSTOMER_CARE,
            "IsUnicode": WITHOUT_MARKS,
            "Phone": _national(message.recipient),
            "Content": message.text,
            "RequestId": message.reference,
        }

    def _post(self, body: Mapping[str, str]) -> Mapping[str, object]:
        try:
            response = self.client.post(self.gateway.url, json=body)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as failure:
            raise TryLater(type(failure).__name__) from None  # its words may hold the body
        if not isinstance(answer, dict):
            raise TryLater("no object")
        return answer


def _national(number: str) -> str:
    """Return 09… for +849…: the gateway's manual shows numbers so."""
    return f"0{number.removeprefix('+84')}" if number.startswith("+84") else number
