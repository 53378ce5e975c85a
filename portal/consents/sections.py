"""The parts of a record a resident can share, and the sensitive ones that stand apart.

The plain sections are those of picture 08b, plus the person's own history. A sensitive
section opens classes that lie inside the plain ones (a visit to psychiatry is a visit):
it widens what is seen there and opens part B7 or the risk factors of B2. Ethnicity and
religion (NĐ 356/2025, article 4) are in no section: nobody needs them to treat.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l
from portal.people.kinds import Sensitivity
from portal.people.sight import ORDINARY, Sight


class Section(StrEnum):
    """One part of a record, as it is shared."""

    VISITS = "visits"
    MEDICINES = "medicines"
    RESULTS = "results"
    DOSES = "doses"
    HISTORY = "history"
    FAMILY_HISTORY = "family_history"
    REPRODUCTIVE = "reproductive"
    MENTAL = "mental"
    INFECTION = "infection"
    OTHER_PRIVATE = "other_private"

    @property
    def label(self) -> str:
        return str(LABELS[self])

    @property
    def hint(self) -> str:
        return str(HINTS[self])

    @property
    def icon(self) -> str:
        return ICONS.get(self, "lock")

    @property
    def is_sensitive(self) -> bool:
        return self in OPENS


LABELS: Mapping[Section, str] = {
    Section.VISITS: _l("Visits"),
    Section.MEDICINES: _l("Medicines and allergies"),
    Section.RESULTS: _l("Test results"),
    Section.DOSES: _l("Immunisations"),
    Section.HISTORY: _l("Personal history"),
    Section.FAMILY_HISTORY: _l("Family history"),
    Section.REPRODUCTIVE: _l("Reproductive health"),
    Section.MENTAL: _l("Mental health, drug use"),
    Section.INFECTION: _l("Tuberculosis, hepatitis"),
    Section.OTHER_PRIVATE: _l("Other private visits"),
}
HINTS: Mapping[Section, str] = {
    Section.VISITS: _l("Diagnoses, visits, blood pressure and weight"),
    Section.MEDICINES: _l("Medicines in use, allergies"),
    Section.RESULTS: _l("Blood, urine, images"),
    Section.DOSES: _l("Doses given"),
    Section.HISTORY: _l("Past illnesses, operations, birth"),
    Section.FAMILY_HISTORY: _l("Illnesses of relatives"),
    Section.REPRODUCTIVE: _l("Pregnancy, family planning, part B7"),
    Section.MENTAL: _l("Visits and history kept private"),
    Section.INFECTION: _l("Visits and history kept private"),
    Section.OTHER_PRIVATE: _l("Visits kept private for another reason"),
}
ICONS: Mapping[Section, str] = {
    Section.VISITS: "visit",
    Section.MEDICINES: "pill",
    Section.RESULTS: "flask",
    Section.DOSES: "syringe",
    Section.HISTORY: "record",
    Section.FAMILY_HISTORY: "people",
}
OPENS: Mapping[Section, frozenset[Sensitivity]] = {
    Section.REPRODUCTIVE: frozenset({Sensitivity.REPRODUCTIVE}),
    Section.MENTAL: frozenset({Sensitivity.MENTAL, Sensitivity.DRUG_USE}),
    Section.INFECTION: frozenset({Sensitivity.TUBERCULOSIS, Sensitivity.HEPATITIS}),
    Section.OTHER_PRIVATE: frozenset({Sensitivity.OTHER}),
}
PLAIN = tuple(section for section in Section if section not in OPENS)
SENSITIVE = tuple(OPENS)


def sight_of(sections: Iterable[Section]) -> Sight:
    """Return the classes these sections open; the plain ones alone open none."""
    classes = set(ORDINARY)
    for section in sections:
        classes |= OPENS.get(section, frozenset())
    return Sight(classes=frozenset(classes))


def in_order(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Return sections once each, in the order of the form."""
    wanted = set(sections)
    return tuple(section for section in Section if section in wanted)
