"""What those who watch write: a verdict, an answer, a staff name, a case number."""

import re
import unicodedata
from dataclasses import dataclass

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Length

from portal.accounts.forms import Form
from portal.cases.forms import cleaned_lines
from portal.emergency.models import Verdict
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.oversight.openings import VERDICTS
from portal.visits.kept_apart import names_register

LONGEST = 1000
_CASE_NUMBER = re.compile(r"0*([1-9][0-9]{0,5})(?:/([0-9]{4}))?", re.ASCII)


def _said(text: str, field: str) -> str:
    """Return what a resident will read; HIV and induced abortion are never told here."""
    if len(text) > LONGEST:
        raise RuleBroken(_("Write at most 1,000 letters"), field)
    if names_register(text):
        raise RuleBroken(_("This belongs in the register of its programme, not here"), field)
    return text


def _staff_name(text: str | None) -> str:
    return "".join(clean(unicodedata.normalize("NFKC", text or "")).split()).lower()[:64]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a reviewer says of an opening."""

    verdict: Verdict
    note: str


class ReviewForm(Form):
    """The verdict on one opening; nothing is chosen beforehand."""

    verdict = RadioField(
        _l("Was the opening justified?"),
        choices=[(verdict.value, label) for verdict, label in VERDICTS.items()],
        validate_choice=False,
    )
    note = TextAreaField(
        _l("Why?"),
        description=_l("Must be written when not justified"),
        filters=[cleaned_lines],
    )

    def value(self) -> Judgement:
        """Return the judgement; raise RuleBroken."""
        try:
            verdict = Verdict(self.verdict.data or "")
        except ValueError:
            raise RuleBroken(_("Choose one"), "verdict") from None
        return Judgement(verdict=verdict, note=_said(self.note.data or "", "note"))


class AnswerForm(Form):
    """What the station says to the resident."""

    answer = TextAreaField(
        _l("Answer"),
        description=_l("The resident reads this. Say who looked, and why"),
        filters=[cleaned_lines],
        validators=[Length(max=LONGEST)],
    )

    def value(self) -> str:
        """Return the answer; raise RuleBroken."""
        text = self.answer.data or ""
        if not text:
            raise RuleBroken(_("Write the answer"), "answer")
        return _said(text, "answer")


class StaffForm(Form):
    """Whose days are looked through."""

    staff_name = StringField(
        _l("Staff name"), description=_l("The name they sign in with, for example quan")
    )

    def value(self) -> str:
        """Return the name; raise RuleBroken."""
        name = _staff_name(self.staff_name.data)
        if not name:
            raise RuleBroken(_("Type the staff name"), "staff_name")
        return name


class LogCheckForm(Form):
    """How much of the log is tried."""

    staff_name = StringField(
        _l("Staff name"),
        description=_l("With a name, only the records this person touched are tried"),
    )

    def value(self) -> str:
        """Return the name, empty for the whole log."""
        return _staff_name(self.staff_name.data)


@dataclass(frozen=True, kw_only=True)
class QuotedNumber:
    """A case as it is quoted: 0317, or 0317/2026."""

    number: int
    year: int | None


class CaseNumberForm(Form):
    """The case whose patient may be read by name."""

    case_number = StringField(_l("Case number"), description=_l("For example 0317 or 0317/2026"))

    def value(self) -> QuotedNumber:
        """Return the number; raise RuleBroken."""
        found = _CASE_NUMBER.fullmatch("".join((self.case_number.data or "").split()))
        if found is None:
            raise RuleBroken(_("A case number looks like 0317"), "case_number")
        return QuotedNumber(number=int(found[1]), year=int(found[2]) if found[2] else None)
