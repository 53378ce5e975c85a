"""What is asked for when a person was chosen."""

from datetime import datetime, time
from enum import StrEnum
from uuid import uuid4

from wtforms import HiddenField, SelectField, SelectMultipleField

from portal.accounts.forms import Form
from portal.consents.kinds import Purpose
from portal.consents.rules import end_of
from portal.consents.sections import PLAIN, SENSITIVE, Section, in_order
from portal.kernel import clock
from portal.kernel.clock import VIETNAM, local
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l

STATION_CLOSES = time(17)
_SECTIONS = {section.value for section in Section}


class Until(StrEnum):
    """For how long a clinician asks."""

    AFTERNOON = "afternoon"
    TODAY = "today"
    WEEK = "7"
    MONTH = "30"

    @property
    def label(self) -> str:
        return str(_UNTIL[self])

    def moment(self, now: datetime) -> datetime:
        """Return the end of the access asked for."""
        today = local(now).date()
        if self is Until.AFTERNOON:
            return datetime.combine(today, STATION_CLOSES, tzinfo=VIETNAM)
        days = {Until.TODAY: 0, Until.WEEK: 6, Until.MONTH: 29}[self]
        return end_of(today.fromordinal(today.toordinal() + days))


_UNTIL = {
    Until.AFTERNOON: _l("Until 17:00 today"),
    Until.TODAY: _l("Until the end of today"),
    Until.WEEK: _l("7 days"),
    Until.MONTH: _l("30 days"),
}


class AskForm(Form):
    """What a clinician asks to see; no part is ticked beforehand."""

    purpose = SelectField(_l("Reason"))
    sections = SelectMultipleField(_l("Parts needed"))
    private = SelectMultipleField(_l("Private parts"))
    until = SelectField(_l("For how long"))
    form_key = HiddenField()

    def offer(self) -> "AskForm":
        """Set the choices; after 17:00 the afternoon is over."""
        now = clock.now()
        ends = [each for each in Until if each.moment(now) > now]
        self.purpose.choices = [(each.value, each.label) for each in Purpose]
        self.sections.choices = [(each.value, each.label) for each in PLAIN]
        self.private.choices = [(each.value, each.label) for each in SENSITIVE]
        self.until.choices = [(each.value, each.label) for each in ends]
        self.form_key.data = self.form_key.data or str(uuid4())
        return self

    def asked_sections(self, *, plain_only: bool) -> tuple[Section, ...]:
        """Return the parts that were ticked.

        Raise RuleBroken when none is plain (a private part only widens a plain one), or
        when a private one is asked for by a way that cannot carry it.
        """
        chosen = [Section(each) for each in self.sections.data or () if each in _SECTIONS]
        private = [Section(each) for each in self.private.data or () if each in _SECTIONS]
        plain = [each for each in chosen if not each.is_sensitive]
        if not plain:
            raise RuleBroken(_("Choose at least one part"), "sections")
        if plain_only and private:
            raise RuleBroken(_("Private parts can only be agreed to on the phone"), "private")
        return in_order([*plain, *(each for each in private if each.is_sensitive)])

    def asked_purpose(self) -> Purpose:
        """Return why; raise RuleBroken when it was not chosen from the list."""
        try:
            return Purpose(self.purpose.data or "")
        except ValueError:
            raise RuleBroken(_("Choose a reason"), "purpose") from None

    def asked_until(self) -> datetime:
        """Return until when; raise RuleBroken when it was not chosen from the list."""
        try:
            return Until(self.until.data or "").moment(clock.now())
        except ValueError:
            raise RuleBroken(_("Choose for how long"), "until") from None
