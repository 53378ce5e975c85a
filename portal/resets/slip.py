"""The slip: sixteen letters on paper that only its reader can open the account with.

32 letters to the power of sixteen are 80 bits, so the letters cannot be guessed. They are
shown once, and a new slip makes an earlier one worthless. Whoever prints it learns nothing
that is enough: the new phone is needed too.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.counter import LETTERS
from portal.accounts.signed_in import config
from portal.kernel import crypto, formats, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.pdf import worker
from portal.resets.models import AccountReset
from portal.resets.moving import LIVES
from portal.resets.queries import Reset
from portal.resets.states import State

LENGTH = 16
_SEPARATORS = re.compile(r"[\s.\-]+")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A slip as it is printed."""

    office: str
    phone: str
    host: str
    code: str
    id_tail: str
    good_until: str


def issue(reset: Reset, now: datetime) -> str:
    """Make a slip for an allowed reset and return its letters, the only time they can be read.

    It is good as long as the reset stays allowed: printing anew gives no more time. Raise
    RuleBroken when the reset has moved on.
    """
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    issued = change(
        sa.update(AccountReset)
        .where(
            AccountReset.id == reset.id,
            AccountReset.state == State.ALLOWED,
            AccountReset.expires_at > now,
            LIVES,
        )
        .values(slip_mac=mac(reset.id, code))
    )
    if issued != 1:
        raise RuleBroken(_("This request has moved on. Look at it again"))
    return code


def mac(reset_id: UUID, code: str) -> bytes:
    """Return what is kept of the letters."""
    return crypto.mac("reset-slip", str(reset_id), code)


def grouped(code: str) -> str:
    """Return the letters as they are read: ABCD EFGH JKLM NPQR."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def parse(text: str, name: str = "slip") -> str:
    """Read typed letters; raise RuleBroken when they cannot be those of a slip."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        raise RuleBroken(_("Type the letters of the slip"), name)
    if len(plain) != LENGTH or any(letter not in LETTERS for letter in plain):
        raise RuleBroken(_("The slip has 16 letters and digits, in groups of four"), name)
    return plain


def pdf(code: str, *, id_tail: str, good_until: datetime) -> bytes:
    """Return the slip as a PDF file; its letters exist nowhere else."""
    station = config().station
    made = Slip(
        office=station.station_name,
        phone=station.station_phone,
        host=config().host,
        code=grouped(code),
        id_tail=id_tail,
        good_until=formats.moment(good_until, language=current_language()),
    )
    return worker.render(pages.render("resets/slip.html", slip=made))
