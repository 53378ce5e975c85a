"""Labels of part A of form QĐ 831 (phần thông tin hành chính), in the form's own words."""

from collections.abc import Mapping

from portal.kernel.bilingual import Bilingual

PART_A: Mapping[str, Bilingual] = {
    "full_name": Bilingual("Họ và tên", "Full name"),
    "birth_and_sex": Bilingual("Ngày sinh", "Born"),
    "personal_id": Bilingual("Số căn cước", "Personal ID number"),
    "old_id_card": Bilingual("Số CMND/CCCD cũ", "Old identity card"),
    "passport": Bilingual("Hộ chiếu", "Passport"),
    "id_issued": Bilingual("Ngày cấp, nơi cấp thẻ", "Card issued"),
    "insurance_card": Bilingual("Thẻ bảo hiểm y tế", "Health insurance card"),
    "social_insurance": Bilingual("Mã số BHXH", "Social insurance number"),
    "household_code": Bilingual("Mã hộ gia đình", "Household code"),
    "relation": Bilingual("Quan hệ với chủ hộ", "Relation to the head of the household"),
    "blood_group": Bilingual("Nhóm máu", "Blood group"),
    "ethnicity": Bilingual("Dân tộc", "Ethnicity"),
    "religion": Bilingual("Tôn giáo", "Religion"),
    "nationality": Bilingual("Quốc tịch", "Nationality"),
    "occupation": Bilingual("Nghề nghiệp", "Occupation"),
    "education": Bilingual("Trình độ học vấn", "Education"),
    "workplace": Bilingual("Nơi làm việc, học tập", "Work or school"),
    "birth_registration": Bilingual("Tỉnh/TP đăng ký khai sinh", "Province of birth registration"),
    "residence": Bilingual("Chỗ ở", "Home"),
    "permanent_residence": Bilingual("Nơi đăng ký thường trú", "Registered residence"),
    "phone": Bilingual("Điện thoại", "Phone"),
    "email": Bilingual("Email", "E-mail"),
    "mother": Bilingual("Họ tên mẹ", "Mother"),
    "father": Bilingual("Họ tên bố", "Father"),
    "caregiver": Bilingual("Người chăm sóc chính", "Main caregiver"),
    "guardian": Bilingual("Người giám hộ", "Guardian"),
    "representative": Bilingual("Người đại diện", "Representative"),
}
