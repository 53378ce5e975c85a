"""Who may do what with a record, as a table a doctor or a lawyer can read."""

from collections.abc import Mapping
from enum import StrEnum

from portal.audit.events import Basis
from portal.kernel.i18n import lazy_gettext as _l


class Permission(StrEnum):
    """One thing somebody may do with one person's record; its value is the log's section."""

    SEE_SUMMARY = "summary"
    SEE_RECORD = "record"
    PRINT_RECORD = "print"
    SEE_DOSES = "doses"
    REPORT_DOSE = "report_dose"
    SEE_VISITS = "visits"
    SEE_MEASUREMENTS = "measurements"
    SEE_ACCESS_LOG = "access_log"
    DISPUTE_FACT = "dispute"

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
    Permission.SEE_MEASUREMENTS: _l("measurements"),
    Permission.SEE_ACCESS_LOG: _l("who looked"),
    Permission.DISPUTE_FACT: _l("reporting a mistake"),
}

SELF, REPRESENTATIVE = Basis.SELF, Basis.REPRESENTATIVE

GRANTS: Mapping[Permission, tuple[Basis, ...]] = {
    Permission.SEE_SUMMARY: (SELF, REPRESENTATIVE),
    Permission.SEE_RECORD: (SELF, REPRESENTATIVE),
    Permission.PRINT_RECORD: (SELF, REPRESENTATIVE),
    Permission.SEE_DOSES: (SELF, REPRESENTATIVE),
    Permission.REPORT_DOSE: (SELF, REPRESENTATIVE),
    Permission.SEE_VISITS: (SELF, REPRESENTATIVE),
    Permission.SEE_MEASUREMENTS: (SELF, REPRESENTATIVE),
    Permission.SEE_ACCESS_LOG: (SELF, REPRESENTATIVE),
    Permission.DISPUTE_FACT: (SELF, REPRESENTATIVE),
}


def basis_for(permission: Permission, held: frozenset[Basis]) -> Basis | None:
    """Return the first basis of the table that is held, or None: access is closed."""
    return next((basis for basis in GRANTS[permission] if basis in held), None)


def sees_sensitive(basis: Basis) -> bool:
    """Say whether the sensitive classes may be shown: to the person alone.

    A representative never sees part B7, mental health or restricted visits
    (product.md §1).
    """
    return basis is Basis.SELF
