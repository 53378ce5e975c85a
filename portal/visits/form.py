"""Part D of the record (QĐ 831/QĐ-BYT): the lines of an examination, D2.2 and D2.3.

Vital signs (D2.1), results (D3), diagnosis (D4) and advice (D5) have columns and tables
of their own. `ExaminationFinding.item` is a key of ITEMS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.bilingual import Bilingual
from portal.people.kinds import Sensitivity


class Section(StrEnum):
    """The numbered blocks of the examination."""

    SIGHT = "2.2"
    GENERAL = "2.3.1"
    ORGANS = "2.3.2"

    @property
    def heading(self) -> Bilingual:
        return _HEADINGS[self]


_HEADINGS = {
    Section.SIGHT: Bilingual("Thị lực", "Eyesight"),
    Section.GENERAL: Bilingual("Toàn thân", "General"),
    Section.ORGANS: Bilingual("Cơ quan", "Organs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingItem:
    """One line of an examination; sight is written in tenths (8/10)."""

    id: str
    section: Section
    label: Bilingual
    sensitivity: Sensitivity = Sensitivity.NONE


_ROWS = (
    (Section.SIGHT, "va_right_uncorrected", "Không kính, mắt phải", "Right eye without glasses"),
    (Section.SIGHT, "va_left_uncorrected", "Không kính, mắt trái", "Left eye without glasses"),
    (Section.SIGHT, "va_right_corrected", "Có kính, mắt phải", "Right eye with glasses"),
    (Section.SIGHT, "va_left_corrected", "Có kính, mắt trái", "Left eye with glasses"),
    (Section.GENERAL, "general_skin_mucosa", "Da, niêm mạc", "Skin, mucosa"),
    (Section.GENERAL, "general_other", "Toàn thân, khác", "General, other"),
    (Section.ORGANS, "exam_cardiovascular", "Tim mạch", "Heart and vessels"),
    (Section.ORGANS, "exam_respiratory", "Hô hấp", "Breathing"),
    (Section.ORGANS, "exam_digestive", "Tiêu hóa", "Digestion"),
    (Section.ORGANS, "exam_urinary", "Tiết niệu", "Urinary tract"),
    (Section.ORGANS, "exam_musculoskeletal", "Cơ xương khớp", "Muscles, bones, joints"),
    (Section.ORGANS, "exam_endocrine", "Nội tiết", "Hormones"),
    (Section.ORGANS, "exam_neurological", "Thần kinh", "Nerves"),
    (Section.ORGANS, "exam_psychiatric", "Tâm thần", "Mental health"),
    (Section.ORGANS, "exam_surgical", "Ngoại khoa", "Surgery"),
    (Section.ORGANS, "exam_obgyn", "Sản phụ khoa", "Obstetrics and gynaecology"),
    (Section.ORGANS, "exam_ent", "Tai mũi họng", "Ear, nose, throat"),
    (Section.ORGANS, "exam_dental", "Răng hàm mặt", "Teeth and jaw"),
    (Section.ORGANS, "exam_eye", "Mắt", "Eyes"),
    (Section.ORGANS, "exam_dermatology", "Da liễu", "Skin diseases"),
    (Section.ORGANS, "exam_nutrition", "Dinh dưỡng", "Nutrition"),
    (Section.ORGANS, "exam_motor", "Vận động", "Movement"),
    (Section.ORGANS, "exam_other", "Khác", "Other"),
    (
        Section.ORGANS,
        "exam_development",
        "Đánh giá phát triển thể chất, tinh thần, vận động",
        "Physical, mental and motor development",
    ),
)
_APART = {
    "exam_psychiatric": Sensitivity.MENTAL,
    "exam_obgyn": Sensitivity.REPRODUCTIVE,
}

ITEMS: Mapping[str, FindingItem] = {
    id_: FindingItem(
        id=id_,
        section=section,
        label=Bilingual(vi, en),
        sensitivity=_APART.get(id_, Sensitivity.NONE),
    )
    for section, id_, vi, en in _ROWS
}
