"""Code lists of part A, for sources that send a number instead of a word.

Ethnicity: the statistics office's list of 54 peoples, with 55 and 99. Religion: the list
of the QĐ 831 exchange message. Occupation: the list attributed to QĐ 4069/QĐ-BYT.
"""

from collections.abc import Mapping

from portal.kernel.bilingual import Bilingual

_PEOPLES = (
    "Kinh", "Tày", "Thái", "Hoa", "Khơ-me", "Mường", "Nùng", "HMông", "Dao", "Gia-rai", "Ngái",
    "Ê-đê", "Ba na", "Xơ-Đăng", "Sán Chay", "Cơ-ho", "Chăm", "Sán Dìu", "Hrê", "Mnông", "Ra-glai",
    "Xtiêng", "Bru-Vân Kiều", "Thổ", "Giáy", "Cơ-tu", "Gié Triêng", "Mạ", "Khơ-mú", "Co", "Tà-ôi",
    "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu ru", "Lào", "La Chí", "La Ha", "Phù Lá",
    "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Co Lao", "Cống", "Bố Y", "Si La",
    "Pu Péo", "Brâu", "Ơ Đu", "Rơ măm",
)  # fmt: skip

ETHNICITIES: Mapping[str, Bilingual] = {
    **{f"{code:02d}": Bilingual(name, name) for code, name in enumerate(_PEOPLES, 1)},
    "55": Bilingual("Người nước ngoài", "Foreigner"),
    "99": Bilingual("Không rõ", "Not known"),
}

RELIGIONS: Mapping[str, Bilingual] = {
    str(code): Bilingual(vi, en)
    for code, (vi, en) in enumerate(
        (
            ("Phật giáo", "Buddhism"),
            ("Công giáo", "Catholicism"),
            ("Tin Lành", "Protestantism"),
            ("Cao Đài", "Cao Đài"),
            ("Phật giáo Hòa Hảo", "Hòa Hảo Buddhism"),
            ("Hồi giáo", "Islam"),
            ("Baha'i", "Baha'i"),
            ("Tịnh độ Cư sỹ Phật hội Việt Nam", "Pure Land Buddhist Home-practice"),
            ("Tứ Ân Hiếu Nghĩa", "Tứ Ân Hiếu Nghĩa"),
            ("Bửu Sơn Kỳ Hương", "Bửu Sơn Kỳ Hương"),
            ("Minh Sư đạo", "Minh Sư đạo"),
            ("Minh lý đạo – Tam Tông Miếu", "Minh lý đạo – Tam Tông Miếu"),
            ("Chăm Bà la môn", "Cham Brahmanism"),
            ("Mormon", "Mormon"),
            ("Phật giáo Hiếu Nghĩa Tà Lơn", "Hiếu Nghĩa Tà Lơn Buddhism"),
            ("Cơ đốc Phục lâm", "Adventism"),
        ),
        1,
    )
}

OCCUPATIONS: Mapping[str, Bilingual] = {
    "01": Bilingual("Trẻ em", "Child"),
    "02": Bilingual("Sinh viên, học sinh", "Student, pupil"),
    "03": Bilingual("Hưu và trên 60 tuổi", "Retired, over 60"),
    "04": Bilingual("Công nhân", "Worker"),
    "05": Bilingual("Nông dân", "Farmer"),
    "06": Bilingual("Lực lượng vũ trang", "Armed forces"),
    "07": Bilingual("Trí thức", "Professional"),
    "08": Bilingual("Hành chính sự nghiệp", "Public servant"),
    "09": Bilingual("Y tế", "Health worker"),
    "10": Bilingual("Dịch vụ", "Services"),
    "11": Bilingual("Việt kiều", "Overseas Vietnamese"),
    "12": Bilingual("Ngoại kiều", "Foreign resident"),
    "99": Bilingual("Khác", "Other"),
}


def named(stored: str | None, codes: Mapping[str, Bilingual], language: str) -> str | None:
    """Return the words of a stored code; a source that sent words keeps them."""
    if stored is None:
        return None
    width = len(next(iter(codes)))
    code = stored.strip().zfill(width) if width > 1 else stored.strip().lstrip("0")
    return codes[code].in_language(language) if code in codes else stored
