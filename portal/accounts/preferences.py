"""How somebody likes their pages."""

import sqlalchemy as sa

from portal.accounts.models import Account
from portal.accounts.signed_in import SignedIn
from portal.kernel.db import session


def choose_language(resident: SignedIn, language: str) -> None:
    """Write messages to the resident in this language."""
    session.execute(
        sa.update(Account).where(Account.id == resident.account_id).values(language=language)
    )


def choose_text_size(resident: SignedIn, *, large: bool) -> None:
    """Show the resident's pages in large or usual text, on every device."""
    session.execute(
        sa.update(Account).where(Account.id == resident.account_id).values(large_text=large)
    )
