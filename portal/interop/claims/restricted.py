"""What is never taken in, and what is kept apart.

Never stored (product rules; Law on HIV/AIDS prevention 64/2006/QH11, article 30): the HIV
care part XML6, HIV diagnoses and drugs, and induced abortion. Kept apart: tuberculosis,
hepatitis B and C, mental and behavioural disorders, pregnancy and contraception.
"""

from collections.abc import Iterable

from portal.interop.claims import texts
from portal.interop.claims.read import Claim, Fields
from portal.interop.registers import names_register
from portal.kernel.text import fold
from portal.people.kinds import Sensitivity

# The disease, the infection, its signs in the laboratory; exposure, screening, counselling.
_HIV = (
    "B20", "B21", "B22", "B23", "B24", "Z21", "R75", "O98.7", "O987", "F02.4", "F024",
    "Z20.6", "Z206", "Z11.4", "Z114", "Z71.7", "Z717",
)  # fmt: skip
_INDUCED_ABORTION = ("O04",)
# In one rule set this payment class was tied to HIV; elsewhere it is not: kept apart.
_DOUBTFUL_PAYMENT_CLASS = "1.9"
_ARV = (
    "dolutegravir", "efavirenz", "nevirapin", "zidovudin", "lopinavir", "abacavir", "atazanavir",
    "darunavir", "raltegravir", "emtricitabin", "bictegravir", "rilpivirin", "stavudin",
    "cabotegravir", "etravirin",
)  # fmt: skip
_CLASSES = (
    (Sensitivity.TUBERCULOSIS, "tuberculosis", ("A15", "A16", "A17", "A18", "A19")),
    (Sensitivity.MENTAL, "mental disorder", ("F",)),
    (Sensitivity.REPRODUCTIVE, "pregnancy with abortive outcome",
     ("O00", "O01", "O02", "O03", "O05", "O06", "O07", "O08", "Z64")),
    # Young people's reproductive health is not their parents' to read (special care, Law on
    # Children 102/2016/QH13, article 21); Z38 is the newborn's own code and stays open.
    (Sensitivity.REPRODUCTIVE, "pregnancy or contraception",
     ("O", "Z30", "Z31", "Z32", "Z33", "Z34", "Z35", "Z36", "Z37", "Z39")),
    (Sensitivity.HEPATITIS, "viral hepatitis", ("B15", "B16", "B17", "B18", "B19")),
    (Sensitivity.REPRODUCTIVE, "sexually transmitted disease",
     ("A50", "A51", "A52", "A53", "A54", "A55", "A56", "A57", "A58", "A59", "A60", "A63", "A64")),
)  # fmt: skip


def never_stored(claim: Claim) -> bool:
    """Say whether this episode belongs to a register that is never shared."""
    row = claim.summary
    return (
        bool(claim.rows("XML6"))
        or codes_never_stored(_all_codes(claim))
        or any(_ends_pregnancy(letter) for part in ("XML7", "XML8") for letter in claim.rows(part))
        or any(_is_arv(medicine) for medicine in claim.rows("XML2"))
        or names_hiv(row.get("CHAN_DOAN_RV", "") + " " + row.get("TEN_BENH", ""))
    )


def codes_never_stored(codes: Iterable[str]) -> bool:
    """Say whether one of these ICD-10 codes is of a register that is never shared."""
    return any(code.startswith(_HIV + _INDUCED_ABORTION) for code in codes)


def names_hiv(text: str) -> bool:
    """Say whether a text speaks of HIV (or an induced abortion), whatever was found."""
    return names_register(text)


def _ends_pregnancy(letter: Fields) -> bool:
    return letter.get("MA_DINH_CHI_THAI") == "1"


def _is_arv(medicine: Fields) -> bool:
    """Recognise drugs used against HIV alone; tenofovir by itself also treats hepatitis B."""
    name = fold(medicine.get("TEN_THUOC", ""))
    together = "tenofovir" in name and "lamivudin" in name
    return together or any(word in name for word in _ARV)


def _all_codes(claim: Claim) -> set[str]:
    row = claim.summary
    texts_of_codes = [
        row.get(name, "") for name in ("MA_BENH_CHINH", "MA_BENH_KT", "MA_BENH", "MA_BENHKHAC")
    ]
    texts_of_codes += [line.get("MA_BENH", "") for line in claim.rows("XML3")]
    texts_of_codes += [line.get("MA_BENH", "") for line in claim.rows("XML2")]
    return {code for text in texts_of_codes for code in texts.icd_codes(text)}


def sensitivity(claim: Claim) -> tuple[Sensitivity, str]:
    """Return why an episode is kept apart, and the name of the class."""
    if claim.rows("XML15"):
        return Sensitivity.TUBERCULOSIS, "tuberculosis"
    codes = _all_codes(claim)
    for kind, name, starts in _CLASSES:
        if any(code.startswith(starts) for code in codes):
            return kind, name
    if claim.summary.get("MA_DOITUONG_KCB") == _DOUBTFUL_PAYMENT_CLASS:
        return Sensitivity.OTHER, "payment class"
    return Sensitivity.NONE, ""


def sensitivity_of_code(code: str) -> Sensitivity:
    """Return why one diagnosis is kept apart."""
    for kind, _, starts in _CLASSES:
        if code.startswith(starts):
            return kind
    return Sensitivity.NONE
