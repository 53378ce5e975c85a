"""What a resident writes when something is wrong."""

import re
import unicodedata
from collections.abc import Mapping
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.cases.models import CaseKind
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean

LONGEST = 2000
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)


def cleaned_lines(text: str | None) -> str | None:
    """Return typed lines as they are stored: composed, no control marks, no empty ends."""
    if text is None:
        return None
    lines = (
        clean("".join(mark for mark in line if unicodedata.category(mark) != "Cc"))
        for line in text.splitlines()
    )
    return "\n".join(lines).strip()


class DisputeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What is right, and how it is known; nothing has to be proved."""

    says = TextAreaField(
        _l("What is right?"),
        filters=[cleaned_lines],
        validators=[
            DataRequired(_l("Write what is right")),
            Length(max=LONGEST, message=_l("Write at most 2,000 letters")),
        ],
    )
    knows_from = TextAreaField(
        _l("How do you know?"),
        description=_l("A paper, a relative, one's own memory. It need not be proved"),
        filters=[cleaned_lines],
        validators=[Optional(), Length(max=LONGEST, message=_l("Write at most 2,000 letters"))],
    )
    form_key = HiddenField()

    def keep_key(self) -> None:
        """Give the form a random key; sent twice, it opens one case."""
        if not _KEY.fullmatch(self.form_key.data or ""):
            self.form_key.data = uuid4().hex


class UnknownViewerForm(DisputeForm):
    """A look nobody can explain."""

    says = TextAreaField(
        _l("Why does this look seem strange?"),
        description=_l("For example: nobody in the family was there that day"),
        filters=[cleaned_lines],
        validators=[
            DataRequired(_l("Write why it seems strange")),
            Length(max=LONGEST, message=_l("Write at most 2,000 letters")),
        ],
    )


class NotMyVisitForm(DisputeForm):
    """A visit the person says they were not at."""

    says = TextAreaField(
        _l("Where was the person that day?"),
        description=_l("For example: at home, or another person has the same name"),
        filters=[cleaned_lines],
        validators=[
            DataRequired(_l("Write what is known")),
            Length(max=LONGEST, message=_l("Write at most 2,000 letters")),
        ],
    )


FORMS: Mapping[CaseKind, type[DisputeForm]] = {
    CaseKind.WRONG_FACT: DisputeForm,
    CaseKind.UNKNOWN_VIEWER: UnknownViewerForm,
    CaseKind.NOT_MY_VISIT: NotMyVisitForm,
}
