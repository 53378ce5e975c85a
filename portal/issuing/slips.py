"""The slips as they are printed: ten on a sheet of A4, to be cut apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from portal.accounts.signed_in import config
from portal.kernel import formats, pages
from portal.kernel.square import Square, square_of

A_SHEET = 10


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One slip: enough to hand it to the right person, and their code.

    Instead of a code it may name the phone that codes are sent to, by its last digits.
    """

    full_name: str
    village: str
    id_tail: str
    code: str = field(repr=False)
    phone_tail: str = ""

    @property
    def grouped(self) -> str:
        """The code as people read it: ABCD EFGH."""
        return f"{self.code[:4]} {self.code[4:]}"


@dataclass(frozen=True, kw_only=True)
class Around:
    """What every slip says besides: where to sign in, until when, whom to ask."""

    station: str
    phone: str
    address: str
    square: Square
    until: str


def page_of(slips: Sequence[Slip], expires_at: datetime) -> str:
    """Return the page that is set as PDF."""
    station, address = config().station, sign_in_address()
    around = Around(
        station=station.station_name,
        phone=station.station_phone,
        address=address.removeprefix("https://").removeprefix("http://"),
        square=square_of(address),
        until=formats.moment(expires_at, language="vi"),
    )
    sheets = [slips[start : start + A_SHEET] for start in range(0, len(slips), A_SHEET)]
    return pages.render("issuing/slips.html", around=around, sheets=sheets)


def sign_in_address() -> str:
    """Return where residents sign in, as it is printed and photographed."""
    settings = config()
    if settings.secure_cookies:
        return f"https://{settings.host}/sign-in"
    return f"http://{settings.host}:8000/sign-in"
