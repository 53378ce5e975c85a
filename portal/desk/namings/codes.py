"""The code that is read out at the counter: eight digits, so that no sign-in code looks like it.

Five namings of one person a day and five tries each: guessed once in four million days.
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal.accounts.signed_in import config
from portal.consents import codes
from portal.desk.models import CounterNaming
from portal.kernel import crypto
from portal.kernel.db import separate_transaction
from portal.notifications import outbox

LIVES = timedelta(minutes=15)
_TEXT = (
    "Tram Y te ghi nguoi dai dien xem ho so cua ong/ba. Dong y thi doc ma {code} cho can bo."
    " Khong thi dung doc, goi {phone}."
)


def mac(naming_id: UUID, code: str) -> bytes:
    """Return what is stored of a code: it is good for one naming."""
    return crypto.mac("counter-naming-code", str(naming_id), code)


def send(naming_id: UUID, number: str, now: datetime) -> bytes:
    """Send a new code to a phone and return what is stored of it."""
    code = codes.new_digits(codes.READ_ALOUD_LENGTH)
    outbox.enqueue(
        kind="representative_code",
        recipient=number,
        text=_TEXT.format(code=f"{code[:4]} {code[4:]}", phone=config().station.station_phone),
        dedupe_key=f"representative_code-{naming_id}",
        expires_at=now + LIVES,
    )
    return mac(naming_id, code)


def is_right(naming_id: UUID, code: str, now: datetime) -> bool:
    """Compare a code that was read out. Five tries, each counted before the comparison."""
    with separate_transaction() as connection:
        stored = connection.execute(
            sa.update(CounterNaming)
            .where(
                CounterNaming.id == naming_id,
                CounterNaming.ended_at.is_(None),
                CounterNaming.code_mac.is_not(None),
                CounterNaming.asked_at > now - LIVES,
                CounterNaming.tries < codes.TRIES,
            )
            .values(tries=CounterNaming.tries + 1)
            .returning(CounterNaming.code_mac)
        ).scalar_one_or_none()
    return stored is not None and hmac.compare_digest(stored, mac(naming_id, code))
