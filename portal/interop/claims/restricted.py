"""What is never taken in, and what is kept apart.

Never stored (product rules; Law on HIV/AIDS prevention 64/2006/QH11, article 30): the HIV
care part XML6, HIV diagnoses and drugs, and induced abortion. Kept apart: tuberculosis,
hepatitis B and C, mental and behavioural disorders, pregnancy and contraception.
"""

from portal.interop.claims import texts
from portal.interop.claims.read import Claim, Fields
from portal.kernel.remembered import remembered
from portal.kernel.text import fold
from portal.people.kinds import Sensitivity
from portal.visits.kept_apart import class_of_codes, codes_never_stored, names_register

# In one rule set this payment class was tied to HIV; elsewhere it is not: kept apart.
_DOUBTFUL_PAYMENT_CLASS = "1.9"
_ARV = (
    "dolutegravir", "efavirenz", "nevirapin", "zidovudin", "lopinavir", "abacavir", "atazanavir",
    "darunavir", "raltegravir", "emtricitabin", "bictegravir", "rilpivirin", "stavudin",
    "cabotegravir", "etravirin",
)  # fmt: skip


def never_stored(claim: Claim) -> bool:
    """Say whether this episode belongs to a register that is never shared."""
    row = claim.summary
    return (
        bool(claim.rows("XML6"))
        or codes_never_stored(_all_codes(claim))
        or any(_ends_pregnancy(letter) for part in ("XML7", "XML8") for letter in claim.rows(part))
        or any(_is_arv(medicine.get("TEN_THUOC", "")) for medicine in claim.rows("XML2"))
        or names_hiv(row.get("CHAN_DOAN_RV", "") + " " + row.get("TEN_BENH", ""))
    )


def names_hiv(text: str) -> bool:
    """Say whether a text speaks of HIV (or an induced abortion), whatever was found."""
    return names_register(text)


def _ends_pregnancy(letter: Fields) -> bool:
    return letter.get("MA_DINH_CHI_THAI") == "1"


@remembered
def _is_arv(medicine: str) -> bool:
    """Recognise drugs used against HIV alone; tenofovir by itself also treats hepatitis B."""
    name = fold(medicine)
    together = "tenofovir" in name and "lamivudin" in name
    return together or any(word in name for word in _ARV)


def _all_codes(claim: Claim) -> set[str]:
    row = claim.summary
    texts_of_codes = {
        row.get(name, "") for name in ("MA_BENH_CHINH", "MA_BENH_KT", "MA_BENH", "MA_BENHKHAC")
    }
    texts_of_codes.update(line.get("MA_BENH", "") for line in claim.rows("XML3"))
    texts_of_codes.update(line.get("MA_BENH", "") for line in claim.rows("XML2"))
    return {code for text in texts_of_codes for code in texts.icd_codes(text)}


def sensitivity(claim: Claim) -> tuple[Sensitivity, str]:
    """Return why an episode is kept apart, and the name of the class."""
    if claim.rows("XML15"):
        return Sensitivity.TUBERCULOSIS, "tuberculosis"
    kind, name = class_of_codes(_all_codes(claim))
    if kind is not Sensitivity.NONE:
        return kind, name
    if claim.summary.get("MA_DOITUONG_KCB") == _DOUBTFUL_PAYMENT_CLASS:
        return Sensitivity.OTHER, "payment class"
    return Sensitivity.NONE, ""
