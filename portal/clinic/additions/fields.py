"""Fields of the forms a clinician fills in: a number, a code, a day that may be left out."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import StringField, ValidationError

from portal.kernel.day_field import PartialDayField
from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate, Precision
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


class OptionalDayField(PartialDayField):
    """A whole day, or nothing."""

    def pre_validate(self, form: object) -> None:
        """Read the day; three empty inputs are no day."""
        if not (self.day or self.month or self.year):
            self.value = None
            return
        super().pre_validate(form)
        if self.value is not None and not self.value.is_exact:
            raise ValidationError(_("Type day, month and year"))

    def fill(self, day: date | None) -> None:
        """Show a day as if it had been typed."""
        if day is not None:
            fill_day(self, PartialDate(day))


def of_no_register(form: object, field: Any) -> None:
    """Refuse what speaks of HIV or an induced abortion: no visit here may tell it."""
    del form
    code = field.value if isinstance(field, CodeField) else ""
    if codes_never_stored([code]) or names_register(field.data or ""):
        raise ValidationError(_("This belongs in the register of its programme, not here"))


def fill_day(field: PartialDayField, known: PartialDate) -> None:
    """Show a day, as exactly as it is known, as if it had been typed."""
    parts: Sequence[Any] = (known.day.day, known.day.month, known.day.year)
    shown = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}[known.precision]
    field.day, field.month, field.year = (
        str(part) if place >= shown else "" for place, part in enumerate(parts)
    )
