"""What is typed at the counter when an account moves to another phone; nothing is preset."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Self, TypeVar
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField, StringField

from portal.accounts.forms import Form
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.mobile import Mobile
from portal.resets import typed_day
from portal.resets.asking import Claim
from portal.resets.kinds import Finding, Ground, Outcome, Refusal
from portal.resets.models import Proof, Reason
from portal.resets.questions import ASKED, Fact, Question
from portal.resets.vouchers import Voucher

Choice = TypeVar("Choice", bound=StrEnum)
# The ways that need the person in front of somebody; the questions have a page of their own.
IN_PERSON = (Proof.CARD, Proof.VOUCHED, Proof.HOME_VISIT)


def chosen(kind: type[Choice], field: RadioField | SelectField, sentence: str) -> Choice:
    """Return which of several was chosen; raise RuleBroken with the sentence for none."""
    try:
        return kind(field.data or "")
    except ValueError:
        raise RuleBroken(sentence, field.name) from None


class NewPhone(Form):
    """Why a new way in is needed, and the phone it goes to."""

    reason = SelectField(_l("Why is it reissued?"), validate_choice=False)
    phone = StringField(
        _l("New phone number"), description=_l("Ring it: the phone must ring at the counter")
    )
    rang = BooleanField(_l("I rang the number, and this phone rang"))

    def name_reasons(self) -> Self:
        """Name the reasons in the reader's language."""
        self.reason.choices = [("", _("Choose")), *((one.value, one.label) for one in Reason)]
        return self

    def typed_reason(self) -> Reason:
        """Return why; raise RuleBroken."""
        return chosen(Reason, self.reason, _("Choose why"))

    def typed_phone(self) -> Mobile:
        """Return the number that was rung; raise RuleBroken."""
        mobile = Mobile.parse(self.phone.data or "")
        if not self.rang.data:
            raise RuleBroken(_("Ring the number first, then tick that it rang"), "rang")
        return mobile


class AskForm(NewPhone):
    """How the person in front of somebody proved who they are."""

    proof = RadioField(
        _l("How does the person prove who they are?"),
        choices=[(proof.value, proof.value) for proof in IN_PERSON],
        validate_choice=False,
    )
    issued_on = StringField(_l("Day of issue on the card"), description=_l("Example: 14/08/2022"))
    voucher = SelectField(
        _l("Who vouches?"), description=_l("Only without a card"), validate_choice=False
    )

    def offer(self, vouchers: Iterable[Voucher]) -> Self:
        """Name the choices, and who may vouch."""
        self.name_reasons()
        self.proof.choices = [(proof.value, proof.label) for proof in IN_PERSON]
        self.voucher.choices = [("", _("Nobody chosen"))]
        self.voucher.choices += [(one.id.hex, one.name) for one in vouchers]
        return self

    def value(self) -> Claim:
        """Return what was typed; raise RuleBroken."""
        proof = chosen(Proof, self.proof, _("Choose how the person proved it"))
        if proof not in IN_PERSON:
            raise RuleBroken(_("Choose how the person proved it"), "proof")
        is_card, is_vouched = proof is Proof.CARD, proof is Proof.VOUCHED
        issued_on = typed_day.parse(self.issued_on.data or "", "issued_on") if is_card else None
        return Claim(
            proof=proof,
            issued_on=issued_on,
            voucher_id=self._voucher() if is_vouched else None,
            reason=self.typed_reason(),
            mobile=self.typed_phone(),
        )

    def _voucher(self) -> UUID:
        try:
            return UUID(hex=self.voucher.data or "")
        except ValueError:
            raise RuleBroken(_("Choose who vouches for the person"), "voucher") from None


class QuestionsForm(NewPhone):
    """What somebody who cannot come has answered."""

    first = StringField()
    second = StringField()
    third = StringField()
    rang = BooleanField(_l("I rang the number, and the person answered"))

    @property
    def answers(self) -> tuple[StringField, StringField, StringField]:
        return self.first, self.second, self.third

    def ask(self, questions: Sequence[Question]) -> Self:
        """Put the questions above their fields."""
        self.name_reasons()
        for field, question in zip(self.answers, questions, strict=False):
            field.label.text = question.fact.label
        return self

    def value(self, questions: Sequence[Question]) -> Claim:
        """Return what was said; raise RuleBroken."""
        said: dict[Fact, str] = {}
        for field, question in zip(self.answers, questions, strict=False):
            said[question.fact] = (field.data or "").strip()
            if not said[question.fact]:
                raise RuleBroken(_("Type what the person answers"), field.name)
        if len(said) < ASKED:
            raise RuleBroken(_("Not enough is on file to ask. The person must come"))
        return Claim(
            proof=Proof.QUESTIONS,
            said=said,
            reason=self.typed_reason(),
            mobile=self.typed_phone(),
        )


class VouchForm(Form):
    """The voucher's word."""

    seen = BooleanField(_l("I know this person, and saw them today"))

    def value(self) -> None:
        """Raise RuleBroken while it is not ticked."""
        if not self.seen.data:
            raise RuleBroken(_("Tick that you know the person and saw them today"), "seen")


class AllowForm(Form):
    """How the second person made sure."""

    ground = RadioField(
        _l("How did you make sure?"),
        choices=[(ground.value, ground.value) for ground in Ground],
        validate_choice=False,
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.ground.choices = [(ground.value, ground.label) for ground in Ground]
        return self

    def value(self) -> Ground:
        """Return how; raise RuleBroken."""
        return chosen(Ground, self.ground, _("Choose how you made sure"))


class RefuseForm(Form):
    """Why the second person refuses."""

    refusal = RadioField(
        _l("Why not?"),
        choices=[(refusal.value, refusal.value) for refusal in Refusal],
        validate_choice=False,
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.refusal.choices = [(refusal.value, refusal.label) for refusal in Refusal]
        return self

    def value(self) -> Refusal:
        """Return why; raise RuleBroken."""
        return chosen(Refusal, self.refusal, _("Choose why not"))


class ProposalForm(Form):
    """How a stopped reset should end, and how that was found out."""

    outcome = RadioField(
        _l("What should be done?"),
        choices=[(outcome.value, outcome.value) for outcome in Outcome],
        validate_choice=False,
    )
    finding = RadioField(
        _l("How did you find out?"),
        choices=[(finding.value, finding.value) for finding in Finding],
        validate_choice=False,
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.outcome.choices = [(outcome.value, outcome.label) for outcome in Outcome]
        self.finding.choices = [(finding.value, finding.label) for finding in Finding]
        return self

    def value(self) -> tuple[Outcome, Finding]:
        """Return both; raise RuleBroken."""
        outcome = chosen(Outcome, self.outcome, _("Choose what should be done"))
        return outcome, chosen(Finding, self.finding, _("Choose how you found out"))
