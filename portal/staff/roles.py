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

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Role.CLINICIAN: _l("Clinician"),
    Role.STATION_HEAD: _l("Head of the station"),
    Role.STATION_STAFF: _l("Station staff"),
    Role.AUDITOR: _l("Auditor"),
    Role.COLLABORATOR: _l("Health collaborator"),
    Role.VILLAGE_HEAD: _l("Village head"),
}
