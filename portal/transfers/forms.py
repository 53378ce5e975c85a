"""What is typed about money that came in."""

from collections.abc import Sequence
from uuid import UUID

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from portal.accounts.forms import Form
from portal.kernel import formats
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import current_language
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.ledger import amounts
from portal.receiving.paying_back import Box
from portal.transfers.candidates import OpenCharge

LONGEST_NAME, LONGEST_REASON, LONGEST_PROOF = 100, 300, 60
SHORTEST_REASON, SHORTEST_PROOF = 5, 3


class FindForm(Form):
    """Which household: its code, or the name of its head."""

    household = StringField(
        _l("Household"), description=_l("Its code, or the full name of its head")
    )

    def value(self) -> str:
        """Return what to look for; raise RuleBroken."""
        return _text(self.household.data, "household", 2, LONGEST_NAME)


class ChargesForm(Form):
    """The members and years the money is for; nothing is ticked beforehand."""

    charges = SelectMultipleField(_l("For whom"), validate_choice=False)

    def offer(self, charges: Sequence[OpenCharge], codes: dict[UUID, str]) -> "ChargesForm":
        """Offer what is open, each with its household."""
        self.charges.choices = [
            (str(charge.id), _said(charge, codes.get(charge.household_id, "")))
            for charge in charges
        ]
        return self

    def value(self) -> list[UUID]:
        """Return the chosen charges; raise RuleBroken."""
        return [_id(text, "charges") for text in self.charges.data or []]


class OrderForm(Form):
    """The order a guess names."""

    order = HiddenField()

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        return _id(self.order.data, "order")


class DepositForm(Form):
    """The deposit of the unit's own cash."""

    deposit = HiddenField()

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        return _id(self.deposit.data, "deposit")


class ReturnForm(Form):
    """How much goes back to who sent it, and why."""

    amount = StringField(_l("Amount in đồng"))
    reason = TextAreaField(_l("Why it goes back"), description=_l("Without anything of health"))

    def value(self) -> tuple[int, str]:
        """Return the amount and the reason; raise RuleBroken."""
        amount = amounts.parse(self.amount.data or "", "amount")
        if not amount:
            raise RuleBroken(_("Type the amount in figures, like 6.000"), "amount")
        return amount, _text(self.reason.data, "reason", SHORTEST_REASON, LONGEST_REASON)


class NeverCameForm(Form):
    """Why money that was noted never came."""

    never_came = TextAreaField(
        _l("What shows that it never came"), description=_l("For example: a row typed twice")
    )

    def value(self) -> str:
        """Return the reason; raise RuleBroken."""
        return _text(self.never_came.data, "never_came", SHORTEST_REASON, LONGEST_REASON)


class ProofForm(Form):
    """By which transfer the unit sent the money back."""

    proof = StringField(
        _l("Reference of the transfer"), description=_l("As the bank or the provider shows it")
    )

    def value(self) -> str:
        """Return the reference; raise RuleBroken."""
        return _text(self.proof.data, "proof", SHORTEST_PROOF, LONGEST_PROOF)


class AnnulForm(Form):
    """Why a receipt is taken back, and of cash out of whose hands it is paid back."""

    box = SelectField(_l("Who pays the cash back"), validate_choice=False)
    reason = TextAreaField(
        _l("Why it is annulled"), description=_l("Stays on the receipt. Without anything of health")
    )

    def offer(self, boxes: Sequence[Box]) -> "AnnulForm":
        """Offer who holds enough, with what they hold."""
        self.box.choices = [(str(box.holder_id), _held(box)) for box in boxes]
        return self

    def value(self) -> tuple[str, UUID | None]:
        """Return the reason, and whose cash pays it back if it is cash; raise RuleBroken."""
        reason = _text(self.reason.data, "reason", SHORTEST_REASON, LONGEST_REASON)
        return reason, _id(self.box.data, "box") if self.box.data else None


class StatementForm(Form):
    """The file of a bank."""

    file = FileField(
        _l("Statement of the bank"), description=_l("CSV or XLSX, at most 200 payments and 1 MB")
    )

    def value(self, largest: int) -> bytes:
        """Return what is in it; raise RuleBroken where no file or too large a one was chosen."""
        if not self.file.data:
            raise RuleBroken(_("Choose a file"), "file")
        content: bytes = self.file.data.read(largest + 1)
        if len(content) > largest:
            raise RuleBroken(_("This file is too large. Send a shorter time"), "file")
        return content


def _said(charge: OpenCharge, code: str) -> str:
    amount = formats.dong(charge.amount, language=current_language())
    return f"{code} · {charge.full_name} · {charge.year} · {amount}"


def _held(box: Box) -> str:
    amount = formats.dong(box.held, language=current_language())
    return _("%(name)s, who holds %(amount)s", name=box.name, amount=amount)


def _text(typed: str | None, field: str, shortest: int, longest: int) -> str:
    text = clean(typed or "")
    if not shortest <= len(text) <= longest:
        raise RuleBroken(
            _("Write %(shortest)s to %(longest)s letters", shortest=shortest, longest=longest),
            field,
        )
    return text


def _id(text: str | None, field: str) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise RuleBroken(_("Choose one"), field) from None
