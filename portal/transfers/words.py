"""What the pages of money say of a teller, a guess and a return."""

from portal.kernel import formats
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.receiving.models import Provider, ReturnState
from portal.transfers.guesses import FoundBy, Guess

PROVIDERS = {
    Provider.SEPAY: _l("Bank, told by SePay"),
    Provider.CASSO: _l("Bank, told by Casso"),
    Provider.PAYOS: _l("Bank, told by payOS"),
    Provider.STATEMENT: _l("Bank statement"),
    Provider.VNPAY: _l("VNPAY"),
    Provider.MOMO: _l("MoMo"),
}
FOUND_BY = {
    FoundBy.MEMO: _l("the payment code"),
    FoundBy.LIKE_MEMO: _l("a payment code like this one"),
    FoundBy.CODE: _l("the household code"),
    FoundBy.NAME: _l("the name of the head"),
}
TWO_HOUSEHOLDS = _l("For two households at once")
RETURNS = {
    ReturnState.ASKED: _l("Waits for a colleague"),
    ReturnState.ALLOWED: _l("Allowed, not sent yet"),
    ReturnState.REFUSED: _l("Refused"),
    ReturnState.PAID_OUT: _l("Sent back"),
    ReturnState.STRUCK: _l("Struck: it never came"),
    ReturnState.DOUBTED: _l("Struck: may have come"),
    ReturnState.TAKEN_BACK: _l("Striking taken back"),
}
TONES = {
    ReturnState.ASKED: "due",
    ReturnState.ALLOWED: "warn",
    ReturnState.REFUSED: "plain",
    ReturnState.PAID_OUT: "ok",
    ReturnState.STRUCK: "plain",
    ReturnState.DOUBTED: "due",
    ReturnState.TAKEN_BACK: "plain",
}


def fits(guess: Guess, free: int) -> str:
    """Say how the money that came stands to what would be paid with it."""
    if guess.is_paid:
        return _("Paid already: this money came a second time")
    if free == guess.asked:
        return _("The amount is right")
    if free < guess.asked:
        return _("Too little: %(amount)s are missing", amount=_dong(guess.asked - free))
    if guess.asked == 0:
        return _("Nothing is open there")
    return _("Too much: %(amount)s are left over", amount=_dong(free - guess.asked))


def _dong(amount: int) -> str:
    return formats.dong(amount, language=current_language())
