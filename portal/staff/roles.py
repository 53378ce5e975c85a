"""What a member of staff may act as; one person may hold several roles."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Role(StrEnum):
    """A kind of work, in the order in which one of several is named in the log."""

    CLINICIAN = "clinician"
    STATION_HEAD = "station_head"
    STATION_STAFF = "station_staff"
    AUDITOR = "auditor"
    COLLABORATOR = "collaborator"
    VILLAGE_HEAD = "village_head"
    DATA_ENTRY = "data_entry"

    @property
    def label(self) -> str:
        return str(LABELS[self])


# Whose account says of which village; they see no other.
OF_A_VILLAGE = frozenset({Role.VILLAGE_HEAD, Role.COLLABORATOR})
# Who keeps accounts and the register at the counter.
AT_THE_DESK = frozenset({Role.STATION_STAFF, Role.STATION_HEAD})

LABELS = {
    Role.CLINICIAN: _l("Clinician"),
    Role.STATION_HEAD: _l("Head of the station"),
    Role.STATION_STAFF: _l("Station staff"),
    Role.AUDITOR: _l("Auditor"),
    Role.COLLABORATOR: _l("Health collaborator"),
    Role.VILLAGE_HEAD: _l("Village head"),
    Role.DATA_ENTRY: _l("Data entry"),
}
