"""The one page of a naming, the code that is read out, and how one is ended."""

from enum import StrEnum
from typing import Self

from wtforms import RadioField, SelectMultipleField, StringField

from portal.access.policy import Scope
from portal.accounts.forms import Form
from portal.desk.models import Presence
from portal.desk.namings.wish import Wish
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import clean
from portal.people.identity import PersonalId
from portal.representation.models import EndedAs, RepresentationKind
from portal.representation.rules import Term
from portal.resets.forms import chosen
from portal.sharing.representatives.forms import LONGEST_NAME, SCOPE_LABELS

LONGEST_DOCUMENT = 200
_FOR_A_CHILD = (RepresentationKind.PARENT, RepresentationKind.GUARDIAN)
_PRESENCE = {
    Presence.BOTH_PRESENT: _l("Both are here, I compared both identity cards"),
    Presence.DOCUMENT: _l("One of them is not here, there is a document"),
}


class NamingForm(Form):
    """Who is to act, with what, for how long; nothing is chosen beforehand."""

    number = StringField(
        _l("Identity number of the representative"), description=_l("12 digits, from their card")
    )
    full_name = StringField(_l("Full name"), description=_l("As it is written on their card"))
    scopes = SelectMultipleField(_l("What may they do?"), validate_choice=False)
    term = RadioField(_l("How long are they to act?"), validate_choice=False)
    presence = RadioField(_l("How is this known?"), validate_choice=False)
    document = StringField(
        _l("Document"), description=_l("What kind, number and day. Keep no copy, take no picture")
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.scopes.choices = [(one.value, str(SCOPE_LABELS[one])) for one in Scope]
        self.term.choices = [(one.value, one.label) for one in Term]
        self.presence.choices = [(one.value, str(label)) for one, label in _PRESENCE.items()]
        return self

    def value(self) -> Wish:
        """Return what was said; raise RuleBroken with the first thing that is missing."""
        number, name = _who(self.number, self.full_name)
        ticked = tuple(scope for scope in Scope if scope.value in (self.scopes.data or ()))
        if not ticked:
            raise RuleBroken(_("Choose at least one thing they may do"), "scopes")
        term = chosen(Term, self.term, _("Choose how long"))
        presence = chosen(Presence, self.presence, _("Choose how this is known"))
        return Wish(
            number=number,
            full_name=name,
            kind=RepresentationKind.DELEGATE,
            scopes=ticked,
            term=term,
            presence=presence,
            document=_document(self.document, needed=presence is Presence.DOCUMENT),
        )


class ChildNamingForm(Form):
    """Which parent or guardian acts for a child, by which document."""

    number = StringField(
        _l("Identity number of the representative"), description=_l("12 digits, from their card")
    )
    full_name = StringField(_l("Full name"), description=_l("As it is written on their card"))
    kind = RadioField(_l("As what?"), validate_choice=False)
    document = StringField(
        _l("Document"),
        description=_l("Birth certificate or decision: number and day. Keep no copy"),
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.kind.choices = [(one.value, one.label) for one in _FOR_A_CHILD]
        return self

    def value(self) -> Wish:
        """Return what was said; raise RuleBroken with the first thing that is missing."""
        number, name = _who(self.number, self.full_name)
        kind = chosen(RepresentationKind, self.kind, _("Choose as what they act"))
        if kind not in _FOR_A_CHILD:
            raise RuleBroken(_("Choose as what they act"), "kind")
        return Wish(
            number=number,
            full_name=name,
            kind=kind,
            scopes=tuple(Scope),
            term=None,
            presence=Presence.DOCUMENT,
            document=_document(self.document, needed=True),
        )


class WordForm(Form):
    """A press that types nothing."""

    def refuse(self, refusal: RuleBroken) -> Form:
        """Show a refusal of no field at the top."""
        if refusal.field:
            return super().refuse(refusal)
        self.form_errors.append(refusal.message)
        return self


class ReadOutForm(WordForm):
    """The code the person reads out."""

    code = StringField(_l("Code from their phone"), description=_l("8 digits, read out by them"))

    def value(self) -> str:
        """Return the digits; raise RuleBroken when it cannot be a code."""
        digits = "".join((self.code.data or "").replace("-", "").split())
        if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
            raise RuleBroken(_("The code has 8 digits"), "code")
        return digits


class WhoAsks(StrEnum):
    """On whose word a representation ends."""

    PERSON = "person"
    REPRESENTATIVE = "representative"
    STATION = "station"

    @property
    def ended_as(self) -> EndedAs:
        return _ENDED_AS[self]


_ENDED_AS = {
    WhoAsks.PERSON: EndedAs.REPRESENTED,
    WhoAsks.REPRESENTATIVE: EndedAs.REPRESENTATIVE,
    WhoAsks.STATION: EndedAs.STATION,
}
_WHO_ASKS = {
    WhoAsks.PERSON: _l("The owner of the record, who is here"),
    WhoAsks.REPRESENTATIVE: _l("The representative, who is here"),
    WhoAsks.STATION: _l("Neither, there is a document"),
}


class EndForm(Form):
    """Who wants the end, and by which document."""

    who = RadioField(_l("Who asks for the end?"), validate_choice=False)
    document = StringField(
        _l("Document"), description=_l("Only where neither is here: kind, number and day")
    )

    def offer(self) -> Self:
        """Name the choices in the reader's language."""
        self.who.choices = [(one.value, str(label)) for one, label in _WHO_ASKS.items()]
        return self

    def value(self) -> tuple[WhoAsks, str | None]:
        """Return who asks and by which document; raise RuleBroken."""
        who = chosen(WhoAsks, self.who, _("Choose who asks"))
        return who, _document(self.document, needed=who is WhoAsks.STATION)


def _who(number: StringField, full_name: StringField) -> tuple[PersonalId, str]:
    parsed = PersonalId.parse(number.data or "", "number")
    name = clean(full_name.data or "")[:LONGEST_NAME]
    if not name:
        raise RuleBroken(_("Type the full name"), "full_name")
    return parsed, name


def _document(field: StringField, *, needed: bool) -> str | None:
    text = clean(field.data or "")
    if len(text) > LONGEST_DOCUMENT:
        raise RuleBroken(_("At most 200 letters"), "document")
    if needed and not text:
        raise RuleBroken(_("Write which document, its number and day"), "document")
    return text or None
