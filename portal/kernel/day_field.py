"""A day typed as three numbers: not quite known, or left out altogether."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import Field, ValidationError

from portal.kernel.i18n import gettext as _
from portal.kernel.partial_date import PartialDate, Precision

FIRST_YEAR = 1900


class PartialDayField(Field):
    """Three inputs `<name>-day`, `-month`, `-year`; the year is required.

    `value` is the PartialDate that was typed, None while it is wrong. `day`, `month` and
    `year` are the typed texts, shown again as they were.
    """

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.day = self.month = self.year = ""
        self.value: PartialDate | None = None

    def process(
        self,
        formdata: Any,
        data: Any = None,
        extra_filters: Sequence[Any] | None = None,
    ) -> None:
        super().process(None, data, extra_filters)
        if formdata:
            self.day, self.month, self.year = (
                formdata.get(f"{self.name}-{part}", "").strip() for part in ("day", "month", "year")
            )

    def pre_validate(self, form: object) -> None:
        """Read the three numbers; refuse what is no day of the calendar."""
        del form
        if not self.year:
            raise ValidationError(_("Type at least the year"))
        if self.day and not self.month:
            raise ValidationError(_("Type the month too"))
        try:
            self.value = self._read()
        except ValueError:
            raise ValidationError(_("There is no such day")) from None

    def _read(self) -> PartialDate:
        year, month, day = (self._number(text) for text in (self.year, self.month, self.day))
        if year is None or year < FIRST_YEAR:
            raise ValueError("no year")
        if month is None:
            return PartialDate.of_year(year)
        precision = Precision.MONTH if day is None else Precision.DAY
        return PartialDate(date(year, month, day or 1), precision)

    def _number(self, text: str) -> int | None:
        if not text:
            return None
        if not (text.isascii() and text.isdigit()):
            raise ValueError("not a number")
        return int(text)


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


def fill_day(field: PartialDayField, known: PartialDate) -> None:
    """Show a day, as exactly as it is known, as if it had been typed."""
    parts: Sequence[Any] = (known.day.day, known.day.month, known.day.year)
    shown = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2}[known.precision]
    field.day, field.month, field.year = (
        str(part) if place >= shown else "" for place, part in enumerate(parts)
    )
