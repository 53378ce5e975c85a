"""What is typed to find a household and to exempt its people."""

from uuid import UUID

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from portal.accounts.forms import Form
from portal.fees.exempting import NewExemption
from portal.fees.exemptions import KIND_LABELS, OpenHousehold
from portal.fees.models import ExemptionKind
from portal.fees.terms import FIRST_YEAR
from portal.kernel import clock
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean

LONGEST = 100
LONGEST_EVIDENCE = 300
# A list of poor households is drawn up anew every year; no paper speaks of more than five.
MOST_YEARS = 5
BY_PAPER = (ExemptionKind.POOR_HOUSEHOLD, ExemptionKind.OTHER)


class FindForm(Form):
    """Which household: its code, or the name of its head."""

    household = StringField(
        _l("Household"), description=_l("Its code, or the full name of its head")
    )

    def value(self) -> str:
        """Return what to look for; raise RuleBroken."""
        text = clean(self.household.data or "")[:LONGEST]
        if len(text) < 2:
            raise RuleBroken(_("Type the code or the name"), "household")
        return text


class ExemptForm(Form):
    """Why, who, on which paper and for which years; everybody is chosen at first."""

    kind = RadioField(
        _l("Why is nothing asked?"),
        choices=[(kind.value, KIND_LABELS[kind]) for kind in BY_PAPER],
        validate_choice=False,
    )
    people = SelectMultipleField(_l("For whom?"), choices=[], validate_choice=False)
    evidence = TextAreaField(
        _l("Evidence"),
        description=_l("The paper you saw, with its number and date. No word about health"),
    )
    from_year = StringField(_l("From the year"))
    until_year = StringField(_l("Until the year"))

    def about(self, household: OpenHousehold) -> "ExemptForm":
        """Offer the members, and this year."""
        self.people.choices = [
            (str(member.person_id), member.full_name) for member in household.members
        ]
        if self.from_year.data is None:
            year = str(clock.today().year)
            self.people.data = [str(member.person_id) for member in household.members]
            self.from_year.data = self.until_year.data = year
        return self

    def value(self, household: OpenHousehold) -> NewExemption:
        """Return the exemption; raise RuleBroken. A poor household is exempt as a whole."""
        kind = self._kind()
        chosen = set(self.people.data or ())
        people = frozenset(
            member.person_id
            for member in household.members
            if kind is ExemptionKind.POOR_HOUSEHOLD or str(member.person_id) in chosen
        )
        evidence = clean(self.evidence.data or "")
        if len(evidence) < 3:
            raise RuleBroken(_("Write down which paper you saw"), "evidence")
        if len(evidence) > LONGEST_EVIDENCE:
            raise RuleBroken(_("Write at most 300 letters"), "evidence")
        first, last = _year(self.from_year, "from_year"), _year(self.until_year, "until_year")
        if last < first:
            raise RuleBroken(_("It ends before it begins"), "until_year")
        if last - first >= MOST_YEARS:
            raise RuleBroken(_("At most five years at once"), "until_year")
        return NewExemption(
            person_ids=people, kind=kind, evidence=evidence, from_year=first, until_year=last
        )

    def _kind(self) -> ExemptionKind:
        if self.kind.data not in {kind.value for kind in BY_PAPER}:
            raise RuleBroken(_("Choose why"), "kind")
        return ExemptionKind(self.kind.data)


def _year(field: StringField, name: str) -> int:
    text = clean(field.data or "")
    this_year = clock.today().year
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise RuleBroken(_("Type a year, like 2026"), name)
    if not FIRST_YEAR <= int(text) <= this_year + MOST_YEARS:
        raise RuleBroken(_("This year is too far away"), name)
    return int(text)


class EndForm(Form):
    """The exemption that ends."""

    ended = HiddenField(_l("Who is exempt now"))

    def value(self) -> UUID:
        """Return its id; raise RuleBroken."""
        try:
            return UUID(self.ended.data or "")
        except ValueError:
            raise RuleBroken(_("Choose one"), "ended") from None
