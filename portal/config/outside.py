"""The services outside the house, their secrets, and what would make them unsafe."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class SmsGateway:
    """Where one-time codes leave the house; `console` writes them to a file instead."""

    kind: str = "console"
    url: str = ""
    api_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    brand: str = ""
    callback_token: str = field(default="", repr=False)

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        if self.kind == "console":
            yield "PORTAL_SMS may not be console"
        if not _is_https(self.url):
            yield "PORTAL_SMS_URL must be https"


@dataclass(frozen=True, kw_only=True)
class Transfers:
    """The secrets banks' messengers sign with; who has none is answered by nobody."""

    sepay_secret: str = field(default="", repr=False)
    casso_key: str = field(default="", repr=False)
    payos_key: str = field(default="", repr=False)

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        given = filter(None, (self.sepay_secret, self.casso_key, self.payos_key))
        if any(len(secret) < 16 for secret in given):
            yield "PORTAL_SEPAY_SECRET, PORTAL_CASSO_KEY and PORTAL_PAYOS_KEY need 16 characters"


@dataclass(frozen=True, kw_only=True)
class Vnpay:
    """The station's merchant account at VNPAY; without a code the way is not offered.

    `least` is the smallest payment it takes, in đồng.
    """

    tmn_code: str = ""
    secret: str = field(default="", repr=False)
    url: str = ""
    query_url: str = ""
    least: int = 5_000

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        if self.tmn_code and not (self.secret and _is_https(self.url, self.query_url)):
            yield "PORTAL_VNPAY_URL and PORTAL_VNPAY_QUERY_URL must be https, with a secret"


@dataclass(frozen=True, kw_only=True)
class Momo:
    """The station's merchant account at MoMo; without a code the way is not offered.

    `url` is the host its paths are put behind; `least` is in đồng.
    """

    partner_code: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    url: str = ""
    least: int = 1_000

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        if self.partner_code and not (self.secret_key and _is_https(self.url)):
            yield "PORTAL_MOMO_URL must be https, with a secret"


def _is_https(*urls: str) -> bool:
    return all(url.startswith("https://") for url in urls)
