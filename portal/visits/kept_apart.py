"""What is never written into a record, and which diagnoses are kept apart.

Never stored (product rules; Law on HIV/AIDS prevention 64/2006/QH11, article 30): HIV and
induced abortion. Kept apart: tuberculosis, hepatitis, mental and behavioural disorders,
pregnancy, contraception, sexually transmitted diseases.
"""

import re
from collections.abc import Iterable

from portal.people.kinds import Sensitivity

# The disease, the infection, its signs in the laboratory; exposure, screening, counselling.
_HIV = (
    "B20", "B21", "B22", "B23", "B24", "Z21", "R75", "O98.7", "O987", "F02.4", "F024",
    "Z20.6", "Z206", "Z11.4", "Z114", "Z71.7", "Z717",
)  # fmt: skip
_INDUCED_ABORTION = ("O04",)
_WORDS = re.compile(
    r"hiv(?!e)|\b(?:aids|sida|arv)\b|suy giảm miễn dịch mắc phải"
    r"|(?:ph[áa]|n[ạa]o|h[úu]t) thai(?! (?:l[ưu]u|tr[ứu]ng))|đình chỉ thai|mifepriston",
    re.IGNORECASE,
)
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


def names_register(text: str) -> bool:
    """Say whether a text speaks of a register that is never shared.

    A test taken is a fact too, so it does not matter what was found. Words for a pregnancy
    that ended by itself (thai lưu, thai trứng) are not meant: such visits are kept apart.
    """
    return _WORDS.search(text) is not None


def codes_never_stored(codes: Iterable[str]) -> bool:
    """Say whether one of these ICD-10 codes is of a register that is never shared."""
    return any(code.startswith(_HIV + _INDUCED_ABORTION) for code in codes)


def class_of_codes(codes: Iterable[str]) -> tuple[Sensitivity, str]:
    """Return why a visit with these codes is kept apart, and the name of the class."""
    known = tuple(codes)
    for kind, name, starts in _CLASSES:
        if any(code.startswith(starts) for code in known):
            return kind, name
    return Sensitivity.NONE, ""


def sensitivity_of_code(code: str) -> Sensitivity:
    """Return why one diagnosis is kept apart."""
    return class_of_codes([code])[0]
