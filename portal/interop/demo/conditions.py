"""What people come to the station and the hospital with, in the words of such files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drug:
    """A medicine line: name, strength, form, unit, dose text, instruction, quantity."""

    name: str
    strength: str
    dose: str
    instruction: str
    quantity: int
    unit: str = "Viên"
    form: str = "Viên nén"


@dataclass(frozen=True, slots=True)
class Condition:
    """A reason to come: codes with the file's own names, treatment, results to expect."""

    codes: tuple[str, ...]
    names: str
    reason: str
    course: str
    drugs: tuple[Drug, ...]
    advice: str
    tests: tuple[str, ...] = ()
    returns_after: int = 0


AMLODIPIN = Drug("Amlodipin", "5mg", "Sáng: 1 viên [1 viên/ngày]", "Uống sau ăn sáng", 30)
METFORMIN = Drug(
    "Metformin", "500mg", "Sáng: 1 viên, Tối: 1 viên [2 viên/ngày]", "Uống ngay sau ăn", 60
)
PARACETAMOL = Drug(
    "Paracetamol", "500mg", "1 viên/lần * 3 lần/ngày * 5 ngày [3 viên/ngày]",
    "Uống khi sốt trên 38,5 °C hoặc đau", 15,
)  # fmt: skip
PARACETAMOL_CHILD = Drug(
    "Paracetamol", "150mg", "1 gói/lần * 3 lần/ngày * 3 ngày [3 gói/ngày]",
    "Uống khi sốt trên 38,5 °C, cách nhau ít nhất 6 giờ", 9, "Gói", "Thuốc bột",
)  # fmt: skip
AMOXICILLIN = Drug(
    "Amoxicilin", "250mg", "1 gói/lần * 2 lần/ngày * 5 ngày [2 gói/ngày]", "Uống trước ăn", 10,
    "Gói", "Thuốc bột",
)  # fmt: skip
OMEPRAZOL = Drug(
    "Omeprazol", "20mg", "Sáng: 1 viên [1 viên/ngày]", "Uống trước ăn sáng 30 phút", 14,
    form="Viên nang",
)  # fmt: skip
SALBUTAMOL = Drug(
    "Salbutamol", "100mcg/liều", "2 nhát/lần * 2 lần/ngày * 30 ngày [4 nhát/ngày]",
    "Xịt qua buồng đệm khi khó thở", 1, "Bình xịt", "Thuốc hít",
)  # fmt: skip
MELOXICAM = Drug(
    "Meloxicam", "7,5mg", "Sáng: 1 viên, Chiều: 1 viên [2 viên/ngày]", "Uống sau ăn no", 14
)
IRON = Drug("Sắt fumarat + acid folic", "60mg + 0,4mg", "Tối: 1 viên [1 viên/ngày]",
            "Uống sau ăn tối", 30)  # fmt: skip
ORS = Drug(
    "Oresol", "27,9g", "1 gói/lần * 2 lần/ngày * 2 ngày [2 gói/ngày]",
    "Pha đúng 1 gói với 1 lít nước đun sôi để nguội", 4, "Gói", "Thuốc bột",
)  # fmt: skip

CHRONIC = {
    "hypertension": Condition(
        ("I10",), "Tăng huyết áp vô căn (nguyên phát)", "Khám định kỳ, lấy thuốc",
        "Tỉnh, tiếp xúc tốt. Tim đều, phổi trong, không phù.", (AMLODIPIN,),
        "Ăn nhạt, đi bộ 30 phút mỗi ngày, uống thuốc đều, không tự bỏ thuốc.",
        ("creatinin",), 28,
    ),
    "diabetes": Condition(
        ("E11.9", "E78.5"),
        "Đái tháo đường típ 2 không có biến chứng; Tăng lipid máu, không đặc hiệu",
        "Khám định kỳ đái tháo đường", "Không gầy sút, không tê bì, tim phổi bình thường.",
        (METFORMIN,), "Bớt cơm trắng và đồ ngọt, ăn nhiều rau, đi bộ mỗi ngày.",
        ("glucose", "hba1c"), 28,
    ),
    "asthma": Condition(
        ("J45.9",), "Hen [suyễn], không phân loại", "Khó thở về đêm",
        "Phổi có rale rít rải rác hai bên, không co kéo.", (SALBUTAMOL,),
        "Tránh khói bếp, khói thuốc. Mang theo thuốc xịt.", (), 30,
    ),
    "gastritis": Condition(
        ("K29.7",), "Viêm dạ dày, không đặc hiệu", "Đau thượng vị sau ăn",
        "Bụng mềm, ấn đau nhẹ thượng vị.", (OMEPRAZOL,),
        "Ăn đúng bữa, bớt rượu, bớt cay.",
    ),
    "back pain": Condition(
        ("M54.5",), "Đau vùng cột sống thắt lưng", "Đau lưng khi cúi",
        "Vận động cột sống hạn chế nhẹ, không yếu chân.", (MELOXICAM, PARACETAMOL),
        "Tránh mang vác nặng, tập nhẹ nhàng.",
    ),
    "depression": Condition(
        ("F32.0",), "Giai đoạn trầm cảm nhẹ", "Mất ngủ, buồn chán",
        "Khí sắc trầm, tiếp xúc tốt.", (), "Sinh hoạt điều độ, tái khám đúng hẹn.", (), 28,
    ),
    "tuberculosis": Condition(
        ("A15.0",), "Lao phổi, xác nhận bằng soi đờm", "Ho kéo dài",
        "Ho khạc đờm trên 2 tuần, đáp ứng thuốc.", (), "Uống thuốc đủ ngày, đeo khẩu trang.",
        (), 28,
    ),
    "hepatitis": Condition(
        ("B18.1",), "Viêm gan vi rút B mạn tính", "Khám định kỳ gan",
        "Không vàng da, gan không to.", (), "Không uống rượu bia, tái khám 6 tháng.",
        ("alt",), 60,
    ),
    "pregnancy": Condition(
        ("Z34.0",), "Theo dõi thai lần đầu bình thường", "Khám thai định kỳ",
        "Tỉnh, không phù, tim thai đều.", (IRON,),
        "Ăn đủ chất, nghỉ ngơi, khám lại đúng hẹn. Đau bụng, ra máu: đến ngay.",
        ("glucose",), 28,
    ),
}  # fmt: skip
ADULT = (
    Condition(("J02.9",), "Viêm họng cấp, không đặc hiệu", "Đau họng, sốt nhẹ",
              "Họng đỏ, không giả mạc, phổi trong.", (PARACETAMOL,), "Uống nhiều nước ấm."),
    Condition(("K29.7",), "Viêm dạ dày, không đặc hiệu", "Đau bụng trên rốn",
              "Bụng mềm, ấn tức thượng vị.", (OMEPRAZOL,), "Ăn đúng bữa, bớt rượu."),
    Condition(("M54.5",), "Đau vùng cột sống thắt lưng", "Đau lưng sau gặt",
              "Không yếu chân, đi lại được.", (MELOXICAM,), "Nghỉ ngơi, tránh mang nặng."),
    Condition(("L30.9",), "Viêm da, không đặc hiệu", "Ngứa, nổi mẩn ở tay",
              "Ban đỏ rải rác hai cẳng tay.", (), "Mang găng khi phun thuốc, rửa tay kỹ."),
)  # fmt: skip
CHILD = (
    Condition(("J06.9",), "Nhiễm trùng đường hô hấp trên cấp, không đặc hiệu",
              "Sốt, ho, chảy mũi", "Trẻ tỉnh, họng đỏ, phổi không rale.",
              (PARACETAMOL_CHILD,), "Cho bú, uống nhiều hơn. Thở nhanh, bỏ bú: đưa đến ngay."),
    Condition(("J20.9",), "Viêm phế quản cấp, không đặc hiệu", "Ho có đờm, sốt",
              "Phổi có rale ẩm, không co kéo.", (AMOXICILLIN, PARACETAMOL_CHILD),
              "Uống đủ 5 ngày thuốc. Thở nhanh, bỏ bú: đưa đến ngay."),
    Condition(("A09",), "Tiêu chảy và viêm dạ dày ruột do nhiễm trùng", "Đi ngoài phân lỏng",
              "Trẻ tỉnh, mắt không trũng, uống nước được.", (ORS,),
              "Cho uống từng thìa. Khát nhiều, li bì: đưa đến ngay."),
)  # fmt: skip
# Never stored: they prove that the import leaves such episodes out.
HIV = Condition(("B20",), "Bệnh do HIV", "Khám định kỳ", "Ổn định.", (), "")
ABORTION = Condition(("O04.9",), "Phá thai", "Khám thai", "Ổn định.", (), "")
