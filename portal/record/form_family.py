"""Parts B6 to B8: illness in the family, reproductive health, other problems."""

from portal.people.kinds import Sensitivity
from portal.record.item import Kind, Part, allergies, illness, items

_MENTAL, _TB = Sensitivity.MENTAL, Sensitivity.TUBERCULOSIS
FAMILY = [
    *allergies(Part.B6, "fam_allergy_"),
    illness(Part.B6, "fam_cardiovascular", "Bệnh tim mạch", "Heart disease"),
    illness(Part.B6, "fam_hypertension", "Tăng huyết áp", "High blood pressure"),
    illness(Part.B6, "fam_mental", "Tâm thần", "Mental illness", _MENTAL),
    illness(Part.B6, "fam_asthma", "Hen suyễn", "Asthma"),
    illness(Part.B6, "fam_diabetes", "Đái tháo đường", "Diabetes"),
    illness(Part.B6, "fam_epilepsy", "Động kinh", "Epilepsy", _MENTAL),
    illness(Part.B6, "fam_cancer", "Ung thư", "Cancer"),
    illness(Part.B6, "fam_tuberculosis", "Lao", "Tuberculosis", _TB),
    illness(Part.B6, "fam_other", "Bệnh khác", "Other illness"),
]
REPRODUCTIVE = [
    *items(
        Part.B7,
        ("contraceptive_method", "Biện pháp tránh thai đang dùng", "Contraception in use"),
        ("last_pregnancy_period", "Kỳ có thai cuối cùng", "Last pregnancy"),
        kind=Kind.TEXT,
        sensitivity=Sensitivity.REPRODUCTIVE,
    ),
    *items(
        Part.B7,
        ("pregnancies_total", "Số lần có thai", "Pregnancies"),
        ("miscarriages_total", "Số lần sảy thai", "Miscarriages"),
        ("births_total", "Số lần sinh đẻ", "Births"),
        ("births_normal", "Đẻ thường", "Normal deliveries"),
        ("births_caesarean", "Đẻ mổ", "Caesareans"),
        ("births_difficult", "Đẻ khó", "Difficult deliveries"),
        ("births_full_term", "Số lần đẻ đủ tháng", "Full-term births"),
        ("births_preterm", "Số lần đẻ non", "Early births"),
        ("children_living", "Số con hiện sống", "Living children"),
        kind=Kind.INTEGER,
        sensitivity=Sensitivity.REPRODUCTIVE,
    ),
    *items(
        Part.B7,
        ("gynaecological_disease", "Bệnh phụ khoa", "Gynaecological disease"),
        kind=Kind.TEXT,
        sensitivity=Sensitivity.REPRODUCTIVE,
    ),
]
OTHER = items(Part.B8, ("other_issue", "Vấn đề khác", "Other problem"), kind=Kind.TEXT)
