"""What a vaccine protects against, one by one: a combination counts for each of them."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l
from portal.kernel.text import fold


class Antigen(StrEnum):
    """An antigen of the registry (QĐ 3891/QĐ-BYT names one for every dose)."""

    TUBERCULOSIS = "tuberculosis"
    HEPATITIS_B = "hepatitis_b"
    DIPHTHERIA = "diphtheria"
    PERTUSSIS = "pertussis"
    TETANUS = "tetanus"
    HIB = "hib"
    POLIO = "polio"
    ROTAVIRUS = "rotavirus"
    PNEUMOCOCCUS = "pneumococcus"
    MEASLES = "measles"
    MUMPS = "mumps"
    RUBELLA = "rubella"
    JAPANESE_ENCEPHALITIS = "japanese_encephalitis"
    HPV = "hpv"
    VARICELLA = "varicella"
    HEPATITIS_A = "hepatitis_a"
    INFLUENZA = "influenza"
    CHOLERA = "cholera"
    TYPHOID = "typhoid"
    RABIES = "rabies"
    MENINGOCOCCUS = "meningococcus"
    YELLOW_FEVER = "yellow_fever"
    COVID19 = "covid19"

    @property
    def label(self) -> str:
        """The disease in the visitor's language."""
        return str(ANTIGEN_LABELS[self])


ANTIGEN_LABELS = {
    Antigen.TUBERCULOSIS: _l("tuberculosis"),
    Antigen.HEPATITIS_B: _l("hepatitis B"),
    Antigen.DIPHTHERIA: _l("diphtheria"),
    Antigen.PERTUSSIS: _l("whooping cough"),
    Antigen.TETANUS: _l("tetanus"),
    Antigen.HIB: _l("Hib"),
    Antigen.POLIO: _l("polio"),
    Antigen.ROTAVIRUS: _l("rotavirus"),
    Antigen.PNEUMOCOCCUS: _l("pneumococcus"),
    Antigen.MEASLES: _l("measles"),
    Antigen.MUMPS: _l("mumps"),
    Antigen.RUBELLA: _l("rubella"),
    Antigen.JAPANESE_ENCEPHALITIS: _l("Japanese encephalitis"),
    Antigen.HPV: _l("HPV"),
    Antigen.VARICELLA: _l("chickenpox"),
    Antigen.HEPATITIS_A: _l("hepatitis A"),
    Antigen.INFLUENZA: _l("influenza"),
    Antigen.CHOLERA: _l("cholera"),
    Antigen.TYPHOID: _l("typhoid"),
    Antigen.RABIES: _l("rabies"),
    Antigen.MENINGOCOCCUS: _l("meningococcus"),
    Antigen.YELLOW_FEVER: _l("yellow fever"),
    Antigen.COVID19: _l("COVID-19"),
}

_WRITTEN = {
    Antigen.TUBERCULOSIS: ("lao", "bcg"),
    Antigen.HEPATITIS_B: ("viêm gan B", "viêm gan siêu vi B", "VGB", "hepB", "hep B"),
    Antigen.DIPHTHERIA: ("bạch hầu", "BH"),
    Antigen.PERTUSSIS: ("ho gà", "HG"),
    Antigen.TETANUS: ("uốn ván", "UV"),
    Antigen.HIB: (
        "Hib",
        "viêm phổi do Hib",
        "viêm màng não do Hib",
        "Haemophilus influenzae týp b",
    ),
    Antigen.POLIO: ("bại liệt", "polio"),
    Antigen.ROTAVIRUS: ("rota", "rota virus", "rotavirus", "tiêu chảy do rota"),
    Antigen.PNEUMOCOCCUS: ("phế cầu", "phế cầu khuẩn"),
    Antigen.MEASLES: ("sởi",),
    Antigen.MUMPS: ("quai bị",),
    Antigen.RUBELLA: ("rubella", "rubela"),
    Antigen.JAPANESE_ENCEPHALITIS: ("viêm não Nhật Bản", "viêm não Nhật Bản B", "VNNB"),
    Antigen.HPV: ("HPV", "ung thư cổ tử cung"),
    Antigen.VARICELLA: ("thủy đậu", "thuỷ đậu"),
    Antigen.HEPATITIS_A: ("viêm gan A", "VGA"),
    Antigen.INFLUENZA: ("cúm", "cúm mùa"),
    Antigen.CHOLERA: ("tả",),
    Antigen.TYPHOID: ("thương hàn",),
    Antigen.RABIES: ("dại",),
    Antigen.MENINGOCOCCUS: ("não mô cầu",),
    Antigen.YELLOW_FEVER: ("sốt vàng",),
    Antigen.COVID19: ("COVID-19", "COVID 19", "COVID"),
}
_BY_WRITING = {fold(text): antigen for antigen, texts in _WRITTEN.items() for text in texts}
_SEPARATORS = str.maketrans(dict.fromkeys(";,/+–—-|", "\n"))


def antigens_in(text: str) -> frozenset[Antigen]:
    """Read the registry's antigen column: "Bạch hầu; Ho gà; Uốn ván".

    Return the empty set when any part is unknown: half a combination would be a lie.
    """
    whole = _BY_WRITING.get(fold(text))
    if whole is not None:
        return frozenset({whole})
    parts = [fold(part) for part in text.translate(_SEPARATORS).split("\n") if part.strip()]
    found = {_BY_WRITING[part] for part in parts if part in _BY_WRITING}
    return frozenset(found) if parts and all(part in _BY_WRITING for part in parts) else frozenset()
