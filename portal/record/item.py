"""What one line of part B of the record is: its words, how it is answered, who it is for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.kernel.bilingual import Bilingual
from portal.people.kinds import Sensitivity


class Part(StrEnum):
    """The blocks of part B, in the order of the form."""

    B1 = "B1"
    B2 = "B2"
    B3 = "B3"
    B4 = "B4"
    B5 = "B5"
    B6 = "B6"
    B7 = "B7"
    B8 = "B8"

    @property
    def heading(self) -> Bilingual:
        return _HEADINGS[self]


_HEADINGS = {
    Part.B1: Bilingual("Tình trạng lúc sinh", "Condition at birth"),
    Part.B2: Bilingual("Yếu tố nguy cơ đối với sức khỏe cá nhân", "Personal risk factors"),
    Part.B3: Bilingual("Tiền sử bệnh tật, dị ứng", "Allergies and illnesses"),
    Part.B4: Bilingual("Khuyết tật", "Disability"),
    Part.B5: Bilingual("Tiền sử phẫu thuật", "Operations"),
    Part.B6: Bilingual("Tiền sử gia đình", "Illness in the family"),
    Part.B7: Bilingual(
        "Sức khỏe sinh sản và kế hoạch hóa gia đình", "Reproductive health and family planning"
    ),
    Part.B8: Bilingual("Vấn đề khác", "Other problems"),
}


class Kind(StrEnum):
    """How an item is answered."""

    YES_NO = "yes_no"
    HABIT = "habit"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"


class Group(StrEnum):
    """The numbered halves of B3 and B6: 3.1 and 6.1 allergies, 3.2 and 6.2 illnesses."""

    NONE = ""
    ALLERGY = "allergy"
    ILLNESS = "illness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of part B."""

    id: str
    part: Part
    label: Bilingual
    kind: Kind = Kind.YES_NO
    group: Group = Group.NONE
    unit: Bilingual | None = None
    options: Mapping[str, Bilingual] = field(default_factory=dict)
    sensitivity: Sensitivity = Sensitivity.NONE
    detail_required: bool = False


def items(part: Part, *rows: tuple[str, str, str], **common: object) -> list[Item]:
    """Make several items that differ in id and words only."""
    return [
        Item(id=id_, part=part, label=Bilingual(vi, en), **common)  # type: ignore[arg-type]  # same fields
        for id_, vi, en in rows
    ]


_ALLERGENS = (
    ("drug", "Thuốc", "Drugs"),
    ("chemical_cosmetic", "Hóa chất/mỹ phẩm", "Chemicals, cosmetics"),
    ("food", "Thực phẩm", "Food"),
    ("other", "Khác", "Other"),
)


def allergies(part: Part, prefix: str) -> list[Item]:
    """Make the four allergy lines, the person's own or the family's."""
    rows = [
        (prefix + name, f"Dị ứng: {vi.lower()}", f"Allergy: {en.lower()}")
        for name, vi, en in _ALLERGENS
    ]
    return items(part, *rows, group=Group.ALLERGY, detail_required=True)


def illness(
    part: Part, name: str, vi: str, en: str, sensitivity: Sensitivity = Sensitivity.NONE
) -> Item:
    """Make one line of the list of illnesses; some must be named when ticked."""
    return Item(
        id=name,
        part=part,
        label=Bilingual(vi, en),
        group=Group.ILLNESS,
        sensitivity=sensitivity,
        detail_required=name.endswith(("_cancer", "_tuberculosis", "_other")),
    )
