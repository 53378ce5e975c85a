"""The columns of a school health check (practice of joint circular 13/2016)."""

from portal.kernel.sheets.headed import Layout

SCHOOL = Layout(
    columns={
        "school": ("Trường",),
        "class": ("Lớp",),
        "name": ("Họ và tên học sinh", "Họ tên học sinh", "Họ và tên", "Họ tên"),
        "birth": ("Ngày sinh", "Ngày tháng năm sinh"),
        "sex": ("Giới tính", "Giới"),
        "identity": ("Số định danh", "Số định danh/CCCD", "CCCD"),
        "parent": ("Họ tên cha/mẹ", "Họ tên phụ huynh", "Phụ huynh"),
        "parent_phone": ("SĐT phụ huynh", "Điện thoại phụ huynh"),
        "examined": ("Ngày khám",),
        "height": ("Chiều cao (cm)", "Chiều cao", "Cao"),
        "weight": ("Cân nặng (kg)", "Cân nặng"),
        "nutrition": ("Đánh giá dinh dưỡng", "Dinh dưỡng"),
        "pulse": ("Mạch",),
        "pressure": ("Huyết áp", "HA"),
        "va_right_uncorrected": ("Thị lực MP (không kính)",),
        "va_left_uncorrected": ("Thị lực MT (không kính)",),
        "va_right_corrected": ("Thị lực MP (có kính)",),
        "va_left_corrected": ("Thị lực MT (có kính)",),
        "exam_ent": ("Tai mũi họng",),
        "exam_dental": ("Răng hàm mặt",),
        "exam_musculoskeletal": ("Cột sống",),
        "exam_dermatology": ("Da liễu",),
        "exam_other": ("Khác",),
        "class_of_health": ("Phân loại sức khỏe", "Phân loại"),
        "advice": ("Kết luận / Đề nghị", "Kết luận", "Đề nghị"),
    },
    required=("name", "examined", "height"),
)
