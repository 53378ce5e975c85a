"""Common words names are made of; who bears them here is invented."""

from portal.people.kinds import Sex

SURNAMES = {
    "Kinh": ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đỗ", "Bùi", "Đặng"),
    "Mường": ("Bùi", "Quách", "Đinh", "Hà", "Trương", "Phạm", "Cao"),
    "Thái": ("Lò", "Cầm", "Quàng", "Hà", "Vi", "Lương", "Cà"),
    "Mông": ("Giàng", "Vàng", "Thào", "Sùng", "Mùa", "Lý", "Hờ"),
}
GIVEN = {
    Sex.MALE: (
        "Văn Hải", "Đức Thịnh", "Văn Quyết", "Xuân Trường", "Văn Tiến", "Minh Tâm", "Văn Sơn",
        "Quốc Việt", "Văn Thủy", "Hữu Nghĩa", "Văn Luyện", "Đình Phúc", "A Páo", "Văn Ọt",
        "Công Bằng", "Văn Khuyến",
    ),
    Sex.FEMALE: (
        "Thị Hương", "Thị Nguyệt", "Thị Thủy", "Thị Bích", "Ngọc Ánh", "Thị Hòa", "Thị Mỵ",
        "Thị Xuyến", "Thu Hiền", "Thị Dung", "Thị Ươm", "Thị Quỳnh", "Thị Phượng", "Thị Nhẫn",
        "Thị Ẩn", "Thị Lịch",
    ),
}  # fmt: skip
CHILDREN = {
    Sex.MALE: (
        "Gia Bảo", "Minh Khôi", "Tuấn Kiệt", "Đăng Khoa", "Hải Đăng", "Nhật Minh", "Quang Huy",
        "Thiên Phúc", "Đức Trí", "Hoàng Nam",
    ),
    Sex.FEMALE: (
        "Bảo Ngọc", "Ngọc Diệp", "Thảo Vy", "Phương Anh", "Khánh Linh", "Hà My", "Tuệ Nhi",
        "Minh Châu", "Yến Nhi", "Ánh Dương",
    ),
}  # fmt: skip
OCCUPATIONS = (
    "Làm ruộng",
    "Làm ruộng",
    "Làm nương",
    "Công nhân",
    "Buôn bán",
    "Giáo viên",
    "Lái xe",
)
