"""The closed sets of an encounter."""

from enum import StrEnum


class DiagnosisRole(StrEnum):
    """Rank of a diagnosis in one encounter (claim files: one main, up to twelve more)."""

    MAIN = "main"
    SECONDARY = "secondary"
    TRADITIONAL = "traditional"


class ResultKind(StrEnum):
    """A figure, or a described image."""

    LABORATORY = "laboratory"
    IMAGING = "imaging"
    ORDER = "order"


class DocumentKind(StrEnum):
    """Papers that come with an encounter (claim files XML7, 8, 11, 13)."""

    DISCHARGE_LETTER = "discharge_letter"
    CASE_SUMMARY = "case_summary"
    SICK_LEAVE = "sick_leave"
    REFERRAL = "referral"
