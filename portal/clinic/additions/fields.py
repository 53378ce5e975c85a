"""Fields of the forms a clinician fills in: a number, a code."""

import re
from decimal import Decimal
from typing import Any

from wtforms import StringField, ValidationError

from portal.kernel.i18n import gettext as _
from portal.visits.kept_apart import codes_never_stored, names_register

_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?", re.ASCII)
_CODE = re.compile(r"([A-Z]\d\d)[.,]?(\d{1,2})?[*†+]?", re.ASCII)


class NumberField(StringField):
    """A number with a decimal comma or point; `value` is None while empty or wrong."""

    value: Decimal | None = None

    def pre_validate(self, form: object) -> None:
        """Read the number; an empty field is not measured."""
        del form
        text = (self.data or "").strip()
        self.value = None
        if not text:
            return
        if not _NUMBER.fullmatch(text):
            raise ValidationError(_("Write a number, such as 36.5"))
        self.value = Decimal(text.replace(",", "."))


class CodeField(StringField):
    """A code of ICD-10: "i10" and "E119" are read as I10 and E11.9."""

    value: str = ""

    def pre_validate(self, form: object) -> None:
        """Read the code; an empty field is no code."""
        del form
        text = "".join((self.data or "").split()).upper()
        self.value = ""
        if not text:
            return
        match = _CODE.fullmatch(text)
        if match is None:
            raise ValidationError(_("Write the code like I10 or E11.9"))
        self.value = ".".join(filter(None, match.groups()))


def of_no_register(form: object, field: Any) -> None:
    """Refuse what speaks of HIV or an induced abortion: no visit here may tell it."""
    del form
    code = field.value if isinstance(field, CodeField) else ""
    if codes_never_stored([code]) or names_register(field.data or ""):
        raise ValidationError(_("This belongs in the register of its programme, not here"))
