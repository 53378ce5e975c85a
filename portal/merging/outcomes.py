"""What a merge of two entries will do, said before it is done: from what is seen of both."""

from collections.abc import Iterator

from portal.kernel.i18n import gettext as _
from portal.merging.entries import Entry


def outcomes(kept: Entry, merged: Entry) -> list[str]:
    """Return what moves and what stays, in sentences, for these two entries."""
    return [
        _("All data, representatives and consents move to the entry that stays."),
        *_number(kept, merged),
        *_household(kept, merged),
        *_account(kept, merged),
        *_phones(kept, merged),
        _("What both have counts once: as the entry that stays says it."),
    ]


def _number(kept: Entry, merged: Entry) -> Iterator[str]:
    if merged.id_tail and not kept.id_tail:
        yield _("The identity number ending in %(tail)s moves.", tail=merged.id_tail)


def _household(kept: Entry, merged: Entry) -> Iterator[str]:
    if merged.commune is None:
        return
    if kept.commune is None:
        yield _("The household of the other entry becomes the household.")
    else:
        yield _("The household of the entry that stays counts; another one becomes a former one.")


def _account(kept: Entry, merged: Entry) -> Iterator[str]:
    if not merged.has_account:
        return
    if kept.has_account:
        yield _("The account of the entry that stays works on; the other account is closed.")
    else:
        yield _("The account of the other entry moves, and signs in anew.")


def _phones(kept: Entry, merged: Entry) -> Iterator[str]:
    """No account moves to another phone: the phones of its own entry stay in force alone."""
    if kept.has_account and merged.phone_tails:
        yield _("Phones of the other entry are kept and receive no codes.")
    elif merged.has_account and kept.phone_tails:
        yield _("Only the phones of the account’s own entry receive codes.")
