"""Who may do what with a record, as a table a doctor or a lawyer can read.

Access is closed unless there is a basis. A resident has one to their own record; a
representative to what they were given to do (see, consent, pay); a clinician to the
section a live consent names, or to what an emergency opening opens at its step; the desk
of the person's own commune to their account and identity, never to a health fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.audit.events import Basis
from portal.consents.sections import Section
from portal.kernel.i18n import lazy_gettext as _l
from portal.people.sight import HOUSEHOLD, OWN, Sight


class Permission(StrEnum):
    """One thing somebody may do with one person's record; its value is the log's section."""

    SEE_SUMMARY = "summary"
    SEE_RECORD = "record"
    PRINT_RECORD = "print"
    SEE_DOSES = "doses"
    REPORT_DOSE = "report_dose"
    SEE_VISITS = "visits"
    SEE_MEDICINES = "medicines"
    SEE_RESULTS = "results"
    SEE_MEASUREMENTS = "measurements"
    SEE_HISTORY = "history"
    SEE_FAMILY_HISTORY = "family_history"
    SEE_EMERGENCY_CARD = "emergency_card"
    ADD_TO_RECORD = "add"
    KEEP_VISIT = "keep_visit"
    SEE_ACCESS_LOG = "access_log"
    EXPORT_ACCESS_LOG = "export_log"
    DISPUTE_FACT = "dispute"
    SEE_SHARING = "sharing"
    SHARE_RECORD = "share"
    NAME_REPRESENTATIVE = "representative"
    PAY_FEE = "fee"
    MANAGE_ACCOUNT = "account"
    KEEP_REGISTER = "register"
    REPRESENT_AT_COUNTER = "counter"

    @property
    def label(self) -> str:
        return str(SECTION_LABELS[self])


SECTION_LABELS = {
    Permission.SEE_SUMMARY: _l("overview"),
    Permission.SEE_RECORD: _l("health record"),
    Permission.PRINT_RECORD: _l("print or save the record"),
    Permission.SEE_DOSES: _l("immunisations"),
    Permission.REPORT_DOSE: _l("reporting a dose"),
    Permission.SEE_VISITS: _l("visits and results"),
    Permission.SEE_MEDICINES: _l("medicines and allergies"),
    Permission.SEE_RESULTS: _l("test results"),
    Permission.SEE_MEASUREMENTS: _l("measurements"),
    Permission.SEE_HISTORY: _l("personal history"),
    Permission.SEE_FAMILY_HISTORY: _l("family history"),
    Permission.SEE_EMERGENCY_CARD: _l("emergency card"),
    Permission.ADD_TO_RECORD: _l("adding to the record"),
    Permission.KEEP_VISIT: _l("hiding a visit from the household"),
    Permission.SEE_ACCESS_LOG: _l("who looked"),
    Permission.EXPORT_ACCESS_LOG: _l("saving the log"),
    Permission.DISPUTE_FACT: _l("reporting a mistake"),
    Permission.SEE_SHARING: _l("who may see the record"),
    Permission.SHARE_RECORD: _l("allowing and stopping"),
    Permission.NAME_REPRESENTATIVE: _l("representatives"),
    Permission.PAY_FEE: _l("paying the yearly fee"),
    Permission.MANAGE_ACCOUNT: _l("how the person signs in"),
    Permission.KEEP_REGISTER: _l("name and numbers"),
    Permission.REPRESENT_AT_COUNTER: _l("representatives"),
}


class Scope(StrEnum):
    """What a representative was given to do."""

    SEE = "see"
    CONSENT = "consent"
    PAY = "pay"


class Step(StrEnum):
    """How far an emergency opening has gone: the six-fact card first, then the rest."""

    CARD = "card"
    REST = "rest"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of the table; None means closed to that basis."""

    self: bool = False
    representative: Scope | None = None
    consent: frozenset[Section] | None = None
    emergency: Step | None = None
    desk: bool = False


ANY_SECTION = frozenset(Section)


def _shared(section: Section) -> Rule:
    """A part of the record: for oneself, who may see for one, a consent to it, an emergency."""
    return Rule(
        self=True,
        representative=Scope.SEE,
        consent=frozenset({section}),
        emergency=Step.REST,
    )


POLICY: Mapping[Permission, Rule] = {
    Permission.SEE_SUMMARY: Rule(self=True, representative=Scope.SEE),
    Permission.SEE_RECORD: Rule(self=True, representative=Scope.SEE),
    Permission.PRINT_RECORD: Rule(self=True, representative=Scope.SEE),
    Permission.SEE_DOSES: _shared(Section.DOSES),
    Permission.REPORT_DOSE: Rule(self=True, representative=Scope.SEE),
    Permission.SEE_VISITS: _shared(Section.VISITS),
    Permission.SEE_MEDICINES: _shared(Section.MEDICINES),
    Permission.SEE_RESULTS: _shared(Section.RESULTS),
    Permission.SEE_MEASUREMENTS: _shared(Section.VISITS),
    Permission.SEE_HISTORY: _shared(Section.HISTORY),
    Permission.SEE_FAMILY_HISTORY: _shared(Section.FAMILY_HISTORY),
    Permission.SEE_EMERGENCY_CARD: Rule(emergency=Step.CARD),
    Permission.ADD_TO_RECORD: Rule(consent=ANY_SECTION, emergency=Step.CARD),
    Permission.KEEP_VISIT: Rule(self=True),
    Permission.SEE_ACCESS_LOG: Rule(self=True, representative=Scope.SEE),
    Permission.EXPORT_ACCESS_LOG: Rule(self=True, representative=Scope.SEE),
    Permission.DISPUTE_FACT: Rule(self=True, representative=Scope.SEE),
    Permission.SEE_SHARING: Rule(self=True, representative=Scope.SEE),
    Permission.SHARE_RECORD: Rule(self=True, representative=Scope.CONSENT),
    Permission.NAME_REPRESENTATIVE: Rule(self=True),
    Permission.PAY_FEE: Rule(self=True, representative=Scope.PAY),
    Permission.MANAGE_ACCOUNT: Rule(desk=True),
    Permission.KEEP_REGISTER: Rule(desk=True),
    Permission.REPRESENT_AT_COUNTER: Rule(desk=True),
}


def residents_basis(
    permission: Permission, *, is_self: bool, scopes: frozenset[Scope]
) -> Basis | None:
    """Return the basis a resident has for this, or None: access is closed."""
    rule = POLICY[permission]
    if is_self:
        return Basis.SELF if rule.self else None
    return Basis.REPRESENTATIVE if rule.representative in scopes else None


def opened_by_consent(permission: Permission, sections: frozenset[Section]) -> bool:
    """Say whether a consent to these sections opens this."""
    wanted = POLICY[permission].consent
    return wanted is not None and bool(wanted & sections)


def opened_by_emergency(permission: Permission, step: Step) -> bool:
    """Say whether an emergency opening at this step opens this."""
    needed = POLICY[permission].emergency
    return needed is Step.CARD or (needed is Step.REST and step is Step.REST)


def sight_of(basis: Basis) -> Sight:
    """Return what a resident sees: of their own record everything.

    A representative never sees part B7, mental health or restricted visits, nor what is
    kept from the household: what a young person would not tell stays theirs (Law
    91/2025/QH15, article 24, protects a child's private life from full 7).
    """
    return OWN if basis is Basis.SELF else HOUSEHOLD
