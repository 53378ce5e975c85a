"""Parts B1 to B5: birth, risk factors, the person's own illnesses, disability, operations."""

from portal.kernel.bilingual import Bilingual
from portal.people.kinds import Sensitivity
from portal.record.item import Item, Kind, Part, allergies, illness, items

_GRAMS, _CENTIMETRES = Bilingual("gam", "g"), Bilingual("cm", "cm")
_GLASSES = Bilingual("ly/ngày", "glasses a day")

BIRTH = [
    Item(
        id="delivery_type",
        part=Part.B1,
        label=Bilingual("Đẻ thường/đẻ mổ", "Normal or caesarean delivery"),
        kind=Kind.CHOICE,
        options={
            "normal": Bilingual("Đẻ thường", "Normal delivery"),
            "caesarean": Bilingual("Đẻ mổ", "Caesarean"),
        },
    ),
    *items(
        Part.B1,
        ("preterm_birth", "Đẻ thiếu tháng", "Born early"),
        ("birth_asphyxia", "Bị ngạt lúc đẻ", "Lack of air at birth"),
    ),
    *items(
        Part.B1,
        ("birth_weight_g", "Cân nặng lúc đẻ", "Weight at birth"),
        kind=Kind.INTEGER,
        unit=_GRAMS,
    ),
    *items(
        Part.B1,
        ("birth_length_cm", "Chiều dài lúc đẻ", "Length at birth"),
        kind=Kind.DECIMAL,
        unit=_CENTIMETRES,
    ),
    *items(
        Part.B1,
        ("congenital_defect", "Dị tật bẩm sinh", "Malformation at birth"),
        ("birth_other_problem", "Vấn đề khác lúc sinh", "Other problem at birth"),
        kind=Kind.TEXT,
    ),
    # The form prints this one as the footer of table C1; it is a fact about the birth.
    *items(
        Part.B1,
        ("mother_tetanus_doses", "Số mũi uốn ván mẹ đã tiêm", "Tetanus doses the mother had"),
        kind=Kind.INTEGER,
        unit=Bilingual("mũi", "doses"),
    ),
]

RISKS = [
    *items(
        Part.B2,
        ("smoking_status", "Hút thuốc lá, lào", "Smoking, water pipe"),
        ("alcohol_status", "Uống rượu bia thường xuyên", "Regular alcohol"),
        kind=Kind.HABIT,
    ),
    *items(
        Part.B2,
        ("alcohol_glasses_per_day", "Số ly cốc uống/ngày", "Glasses a day"),
        kind=Kind.INTEGER,
        unit=_GLASSES,
    ),
    *items(
        Part.B2,
        ("drug_use_status", "Sử dụng ma túy", "Drug use"),
        kind=Kind.HABIT,
        sensitivity=Sensitivity.DRUG_USE,
    ),
    *items(
        Part.B2,
        ("physical_activity", "Hoạt động thể lực", "Physical activity"),
        kind=Kind.HABIT,
    ),
    *items(
        Part.B2,
        (
            "exposure_factor",
            "Yếu tố tiếp xúc nghề nghiệp/môi trường sống",
            "Exposure at work or at home",
        ),
        ("exposure_duration", "Thời gian tiếp xúc", "Time of exposure"),
        kind=Kind.TEXT,
    ),
    Item(
        id="toilet_type",
        part=Part.B2,
        label=Bilingual("Loại hố xí của gia đình", "Household toilet"),
        kind=Kind.CHOICE,
        options={
            "flush": Bilingual("Xả nước", "Flush"),
            "two_vault": Bilingual("Hai ngăn", "Two vaults"),
            "bucket": Bilingual("Hố xí thùng", "Bucket"),
            "none": Bilingual("Không có hố xí", "None"),
        },
    ),
    *items(Part.B2, ("other_risk", "Nguy cơ khác", "Other risk"), kind=Kind.TEXT),
]

_MENTAL, _TB = Sensitivity.MENTAL, Sensitivity.TUBERCULOSIS
OWN = [
    *allergies(Part.B3, "allergy_"),
    illness(Part.B3, "disease_cardiovascular", "Bệnh tim mạch", "Heart disease"),
    illness(Part.B3, "disease_hypertension", "Tăng huyết áp", "High blood pressure"),
    illness(Part.B3, "disease_diabetes", "Đái tháo đường", "Diabetes"),
    illness(Part.B3, "disease_gastric", "Bệnh dạ dày", "Stomach disease"),
    illness(Part.B3, "disease_chronic_lung", "Bệnh phổi mạn tính", "Chronic lung disease"),
    illness(Part.B3, "disease_asthma", "Hen suyễn", "Asthma"),
    illness(Part.B3, "disease_goitre", "Bệnh bướu cổ", "Goitre"),
    illness(Part.B3, "disease_hepatitis", "Viêm gan", "Hepatitis", Sensitivity.HEPATITIS),
    illness(Part.B3, "disease_congenital_heart", "Tim bẩm sinh", "Congenital heart disease"),
    illness(Part.B3, "disease_mental", "Tâm thần", "Mental illness", _MENTAL),
    illness(Part.B3, "disease_autism", "Tự kỷ", "Autism", _MENTAL),
    illness(Part.B3, "disease_epilepsy", "Động kinh", "Epilepsy", _MENTAL),
    illness(Part.B3, "disease_cancer", "Ung thư", "Cancer"),
    illness(Part.B3, "disease_tuberculosis", "Lao", "Tuberculosis", _TB),
    illness(Part.B3, "disease_other", "Bệnh khác", "Other illness"),
]
DISABILITIES = items(
    Part.B4,
    ("disability_hearing", "Thính lực", "Hearing"),
    ("disability_vision", "Thị lực", "Vision"),
    ("disability_arm", "Tay", "Arm or hand"),
    ("disability_leg", "Chân", "Leg"),
    ("disability_scoliosis", "Cong vẹo cột sống", "Curved spine"),
    ("disability_cleft", "Khe hở môi, vòm miệng", "Cleft lip or palate"),
    ("disability_other", "Khuyết tật khác", "Other disability"),
)
OPERATIONS = items(
    Part.B5, ("surgical_history", "Bộ phận và năm phẫu thuật", "Part and year"), kind=Kind.TEXT
)
