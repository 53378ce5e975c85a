"""Code lists of the claim files in words (claims: MA_LOAI_KCB; QĐ 824/2023 and successors)."""

from collections.abc import Mapping

from portal.kernel.i18n import lazy_gettext as _l
from portal.visits.kinds import DocumentKind

CARE_CLASSES: Mapping[str, str] = {
    "1": _l("Consultation"),
    "2": _l("Outpatient treatment"),
    "3": _l("Hospital stay"),
    "01": _l("Consultation"),
    "02": _l("Outpatient treatment"),
    "03": _l("Hospital stay"),
    "04": _l("Day treatment"),
    "05": _l("Long-term outpatient treatment"),
    "06": _l("Stay at the station"),
    "07": _l("Collecting medicine"),
    "08": _l("Long-term outpatient treatment"),
    "09": _l("Hospital stay under 4 hours"),
    "12": _l("At home"),
    "15": _l("Health check"),
    "16": _l("Screening"),
    "advice": _l("Advice"),  # our own: no class of the claim files
}
STAYS = ("3", "03", "04", "06", "09")
DOCUMENTS: Mapping[str, str] = {
    DocumentKind.DISCHARGE_LETTER: _l("Discharge letter"),
    DocumentKind.CASE_SUMMARY: _l("Summary"),
    DocumentKind.SICK_LEAVE: _l("Sick leave"),
    DocumentKind.REFERRAL: _l("Referral"),
}
MEASURED: Mapping[str, str] = {
    "pressure": _l("Blood pressure"),
    "pulse": _l("Pulse"),
    "temperature": _l("Temperature"),
    "respiration": _l("Breathing"),
    "oxygen": _l("Oxygen in the blood"),
    "weight": _l("Weight"),
    "height": _l("Height"),
    "waist": _l("Waist"),
    "glucose": _l("Blood sugar"),
}


def care_class(code: str | None) -> str:
    """Return the kind of care in words, empty when the code is not one of the list."""
    return str(CARE_CLASSES.get(code or "", ""))


def is_stay(code: str | None) -> bool:
    """Say whether the person lay in a facility, so that the end is the day they left."""
    return code in STAYS
