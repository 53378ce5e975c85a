"""What stopping and settling do to the account and its phones.

While it is stopped the new phone gets no message. Then either the phones from before come
back, or the new one goes on; the account opens, held.

Whatever was signed in ended when somebody stopped the reset, and nobody came in since.
"""

import sqlalchemy as sa

from portal.accounts.changes import change
from portal.accounts.models import Account
from portal.accounts.signed_in import config
from portal.kernel import clock
from portal.people.models import Phone
from portal.resets.models import ResetPhone
from portal.resets.queries import Reset


def silence(reset: Reset) -> None:
    """Let the new phone get nothing any more, unless it was on file before."""
    if reset.used_at is not None:
        change(_new_phone(reset).values(active=False))


def keep(reset: Reset) -> None:
    """Let the new phone get messages again."""
    if reset.used_at is not None:
        change(_new_phone(reset).values(active=True))


def _new_phone(reset: Reset) -> sa.Update:
    return sa.update(Phone).where(
        Phone.person_id == reset.person_id,
        Phone.number_index == reset.new_number_index,
        Phone.id.not_in(_set_aside(reset)),
    )


def _set_aside(reset: Reset) -> sa.Select[int]:
    return sa.select(ResetPhone.phone_id).where(ResetPhone.reset_id == reset.id)


def put_back(reset: Reset) -> None:
    """Undo what a reset has done, if it was used: the new number goes, the old ones return.

    The personal code and the app that were set on the new phone go too; on the phone from
    before the person sets new ones.
    """
    if reset.used_at is None:
        return
    silence(reset)
    change(
        sa.update(Phone)
        .where(Phone.person_id == reset.person_id, Phone.id.in_(_set_aside(reset)))
        .values(active=True)
    )
    change(
        sa.update(Account)
        .where(Account.id == reset.account_id)
        .values(pin_hash=None, totp_secret=None, totp_confirmed_at=None)
    )


def open_again(reset: Reset) -> None:
    """Let the owner in again; what is grave waits once more."""
    lifetimes = config().lifetimes
    held = lifetimes.held_in_person if reset.proof.in_person else lifetimes.held_unseen
    change(
        sa.update(Account)
        .where(Account.id == reset.account_id)
        .values(frozen_at=None, held_until=clock.now() + held)
    )
