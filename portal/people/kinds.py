"""The closed sets people are described with."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Sex(StrEnum):
    """Administrative sex, as on form QĐ 831 part A (and 3 of the claim files)."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(SEX_LABELS[self])


SEX_LABELS = {Sex.MALE: _l("male"), Sex.FEMALE: _l("female"), Sex.UNKNOWN: _l("not recorded")}


class IdentifierSystem(StrEnum):
    """Who issued a number (a person carries several over a life)."""

    PERSONAL_ID = "personal_id"
    OLD_ID_CARD = "old_id_card"
    PASSPORT = "passport"
    INSURANCE_CARD = "insurance_card"
    SOCIAL_INSURANCE = "social_insurance"
    REGISTRY_SUBJECT = "registry_subject"
    FACILITY_PATIENT = "facility_patient"
    POPULATION_MEMBER = "population_member"
    LOCAL_RECORD = "local_record"


class Relation(StrEnum):
    """Relation to the head of the household; free wording is kept beside it."""

    HEAD = "head"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"
    CHILD_IN_LAW = "child_in_law"
    OTHER = "other"


class TieKind(StrEnum):
    """How a relative named on the form stands to the person."""

    MOTHER = "mother"
    FATHER = "father"
    CAREGIVER = "caregiver"
    GUARDIAN = "guardian"


class PhoneKind(StrEnum):
    """A one-time code goes to mobiles only."""

    MOBILE = "mobile"
    LANDLINE = "landline"


# How a newborn's folded name begins until the family has chosen one.
UNNAMED = "con ba "


class Source(StrEnum):
    """Where a fact came from; shown with its age beside every fact."""

    POPULATION_LIST = "population_list"
    CLAIM_FILE = "claim_file"
    IMMUNISATION_REGISTRY = "immunisation_registry"
    RECORD_EXCHANGE = "record_exchange"
    HEALTH_CHECK = "health_check"
    PAPER_FORM = "paper_form"
    STATION = "station"
    SELF = "self"

    @property
    def label(self) -> str:
        return str(SOURCE_LABELS[self])


SOURCE_LABELS = {
    Source.POPULATION_LIST: _l("Population list"),
    Source.CLAIM_FILE: _l("Treating facility"),
    Source.IMMUNISATION_REGISTRY: _l("National immunisation system"),
    Source.RECORD_EXCHANGE: _l("Commune health record"),
    Source.HEALTH_CHECK: _l("Health check"),
    Source.PAPER_FORM: _l("Paper by a collaborator"),
    Source.STATION: _l("Commune station"),
    Source.SELF: _l("Told by the family"),
}


class Sensitivity(StrEnum):
    """Why a fact is kept apart from every shared view (product.md §3, legal.md §2)."""

    NONE = "none"
    DRUG_USE = "drug_use"
    MENTAL = "mental"
    TUBERCULOSIS = "tuberculosis"
    HEPATITIS = "hepatitis"
    REPRODUCTIVE = "reproductive"
    ORIGIN = "origin"
    OTHER = "other"
