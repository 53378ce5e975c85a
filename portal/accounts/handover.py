"""What a change at the station does to an account: everything of before ends."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from portal.accounts import sessions
from portal.accounts.changes import change
from portal.accounts.models import Account, CounterCode, OneTimeCode, SignInAttempt
from portal.accounts.sessions import End


def take_over(account_id: UUID, *, pin_hash: str, held_until: datetime, now: datetime) -> bool:
    """Give an account a new personal code, end all that opened it, and hold it.

    Say whether the account was open.
    """
    changed = change(
        sa.update(Account)
        .where(Account.id == account_id, Account.is_open())
        .values(pin_hash=pin_hash, totp_secret=None, totp_confirmed_at=None, held_until=held_until)
    )
    if changed != 1:
        return False
    _end_everything(account_id, End.FACTOR_CHANGED, now)
    return True


def freeze(account_id: UUID, now: datetime) -> None:
    """Let nobody sign in, and end every session."""
    change(
        sa.update(Account)
        .where(Account.id == account_id, Account.frozen_at.is_(None))
        .values(frozen_at=now)
    )
    _end_everything(account_id, End.FROZEN, now)


def _end_everything(account_id: UUID, reason: End, now: datetime) -> None:
    """End sign-ins under way before sessions: one that finishes meanwhile is ended with them."""
    change(
        sa.update(SignInAttempt)
        .where(SignInAttempt.account_id == account_id, SignInAttempt.finished_at.is_(None))
        .values(finished_at=now)
    )
    change(
        sa.update(OneTimeCode)
        .where(
            OneTimeCode.account_id == account_id,
            OneTimeCode.used_at.is_(None),
            OneTimeCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    change(
        sa.update(CounterCode)
        .where(
            CounterCode.account_id == account_id,
            CounterCode.used_at.is_(None),
            CounterCode.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    sessions.end_all_of(account_id, reason=reason)
