"""Names and words that people of a province could have; everybody is invented."""

import itertools
from random import Random
from typing import NamedTuple

from portal.kernel.text import fold

FAMILIES = (
    ("Nguyễn", 31), ("Trần", 11), ("Lê", 9), ("Phạm", 7), ("Hoàng", 6), ("Vũ", 5), ("Bùi", 4),
    ("Đặng", 3), ("Đỗ", 3), ("Hà", 3), ("Lò", 3), ("Quàng", 2), ("Cầm", 2), ("Vi", 2), ("Đinh", 2),
    ("Mùa", 2), ("Giàng", 2), ("Sùng", 1), ("Tòng", 1), ("Cà", 1),
)  # fmt: skip
MIDDLES = {
    "female": ("Thị", "Thị", "Thị", "Thu", "Ngọc", "Thanh", "Minh", "Thị Hồng", "Thị Kim"),
    "male": ("Văn", "Văn", "Văn", "Đức", "Minh", "Quang", "Hữu", "Xuân", "Văn Đức"),
}
GIVENS = {
    "female": (
        "Lan", "Hoa", "Hồng", "Mai", "Hạnh", "Thảo", "Hương", "Phượng", "Nga", "Bích",
        "Đào", "Yến", "Thủy", "Dung", "Oanh", "Mến", "Thơm", "Hà", "Loan", "Liên", "Tuyết",
        "Vân", "Xuân", "Nhung", "Trang", "Quỳnh", "Giang", "Linh", "Hiền", "Ánh",
    ),
    "male": (
        "Hùng", "Dũng", "Cường", "Tuấn", "Sơn", "Hải", "Long", "Nam", "Quân", "Thắng",
        "Bình", "Hòa", "Đông", "Phúc", "Lộc", "Thọ", "Tiến", "Khánh", "Vinh", "Thành",
        "Trung", "Kiên", "Đạt", "Minh", "Toàn", "Hiếu", "Duy", "Lâm", "Chiến", "Sỹ",
    ),
}  # fmt: skip
VILLAGES = (
    "Suối Bạc", "Đồng Sen", "Nà Hoa", "Bản Lớn", "Pá Khoang", "Thung Mây", "Cửa Rừng", "Vực Xanh",
    "Đồi Chè", "Bến Đá",
)  # fmt: skip
MARKS = ("Sông", "Núi", "Đồng", "Bản", "Suối", "Mường", "Nậm", "Tân", "Phú", "Yên")
_WEIGHED = tuple(itertools.chain.from_iterable([name] * share for name, share in FAMILIES))
_FOLDED = {
    part: fold(part)
    for part in {*dict(FAMILIES), *itertools.chain(*MIDDLES.values(), *GIVENS.values())}
}


class Name(NamedTuple):
    """A name, and what it is found by."""

    full: str
    folded: str


def a_family(rng: Random) -> str:
    """Choose a family name as common as it is."""
    return rng.choice(_WEIGHED)


def a_name(rng: Random, family: str, sex: str) -> Name:
    """Choose the rest of a name."""
    parts = (family, rng.choice(MIDDLES[sex]), rng.choice(GIVENS[sex]))
    return Name(" ".join(parts), " ".join(_FOLDED[part] for part in parts))


def a_commune(number: int) -> str:
    """Return the name of a commune; no two share one."""
    return f"Xã {MARKS[number % 10]} {VILLAGES[number // 10 % 10]} {1 + number // 100}"
