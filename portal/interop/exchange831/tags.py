"""Which tag and which number of the message stands for which field of form QĐ 831."""

from collections.abc import Mapping

MALE, FEMALE = "1", "2"

# B1. TINHTRANG_LUCSINH
BIRTH_YES_NO = {"preterm_birth": "DETHIEUTHANG", "birth_asphyxia": "BINGAT_LUCDE"}
MOTHER_TETANUS, MOTHER_TETANUS_TAG = "mother_tetanus_doses", "SOMUIUONVANMETIEM"
BIRTH_NUMBERS = {"birth_weight_g": "CANNANG", "birth_length_cm": "CHIEUDAI"}
BIRTH_TEXTS = {"congenital_defect": "DITAT_BAMSINH", "birth_other_problem": "KHAC"}

# B2. YEUTO_SUCKHOE: LOAI of DSYEUTO, then texts.
HABITS = {
    "1": "smoking_status",
    "2": "alcohol_status",
    "3": "drug_use_status",
    "4": "physical_activity",
}
RISK_TEXTS = {
    "exposure_factor": "YEUTOTIEPXUC",
    "exposure_duration": "THOIGIANTIEPXUC",
    "other_risk": "KHAC",
}
TOILET_TAG = "LOAIHOXIGD"
TOILETS = {
    "flush": "xả nước",
    "two_vault": "hai ngăn",
    "bucket": "hố xí thùng",
    "none": "không có hố xí",
}
GLASSES = "alcohol_glasses_per_day"

# B3 and B6: LOAI of DSDIUNG, LOAIBENH of DSBENHTAT.
ALLERGIES = {"1": "drug", "2": "chemical_cosmetic", "3": "food", "4": "other"}
DISEASES: Mapping[str, str] = {
    str(number): f"disease_{name}"
    for number, name in enumerate(
        (
            "cardiovascular", "hypertension", "diabetes", "gastric", "chronic_lung", "asthma",
            "goitre", "hepatitis", "congenital_heart", "mental", "autism", "epilepsy", "cancer",
            "tuberculosis", "other",
        ),
        1,
    )
}  # fmt: skip
FAMILY_DISEASES: Mapping[str, str] = {
    str(number): f"fam_{name}"
    for number, name in enumerate(
        (
            "cardiovascular", "hypertension", "mental", "asthma", "diabetes", "epilepsy", "cancer",
            "tuberculosis", "other",
        ),
        1,
    )
}  # fmt: skip

# B4. DSKHUYETTAT
DISABILITIES: Mapping[str, str] = {
    str(number): f"disability_{name}"
    for number, name in enumerate(
        ("hearing", "vision", "arm", "leg", "scoliosis", "cleft", "other"), 1
    )
}

# B7. SUCKHOE_SINHSAN (tags inferred from class names, not from a schema)
REPRODUCTIVE_TEXTS = {
    "contraceptive_method": "BIENPHAP_TRANHTHAI",
    "last_pregnancy_period": "KYTHAI_CUOI",
    "gynaecological_disease": "BENHPHUKHOA",
}
REPRODUCTIVE_NUMBERS = {
    "pregnancies_total": "SOLAN_COTHAI",
    "miscarriages_total": "SOLAN_SAYTHAI",
    "births_total": "SOLAN_SINHDE",
    "births_normal": "DETHUONG",
    "births_caesarean": "DEMO",
    "births_difficult": "DEKHO",
    "births_full_term": "SOLAN_DEDUTHANG",
    "births_preterm": "SOLAN_DENON",
    "children_living": "SOCON_HIENSONG",
}
# Induced abortion is never taken in (product rules), so SOLAN_PHATHAI is not listed.

# D2 to D2.3: one tag per text of the examination.
EXAMINATIONS = {
    "general_skin_mucosa": "KHAMDA",
    "general_other": "TOANTHAN_KHAC",
    "exam_cardiovascular": "TIMMACH",
    "exam_respiratory": "HOHAP",
    "exam_digestive": "TIEUHOA",
    "exam_urinary": "TIETNIEU",
    "exam_musculoskeletal": "COXUONGKHOP",
    "exam_endocrine": "NOITIET",
    "exam_neurological": "THANKINH",
    "exam_psychiatric": "TAMTHAN",
    "exam_surgical": "NGOAIKHOA",
    "exam_obgyn": "SANPHUKHOA",
    "exam_ent": "TAIMUIHONG",
    "exam_dental": "RANGHAMMAT",
    "exam_eye": "MAT",
    "exam_dermatology": "DALIEU",
    "exam_nutrition": "DINHDUONG",
    "exam_motor": "VANDONG",
    "exam_other": "KHAC",
    "exam_development": "TC_TT_VD",
}
ACUITY = {
    "0": ("va_right_uncorrected", "va_left_uncorrected"),
    "1": ("va_right_corrected", "va_left_corrected"),
}
DOSE_TABLES = {"1": "C1", "2": "C2", "3": "C3"}
LABORATORY, IMAGING = "1", "2"
