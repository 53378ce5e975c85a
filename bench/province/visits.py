"""Visits with what was found, prescribed and measured, in the order in which they happened."""

from collections.abc import Sequence

from bench.province.commune import Commune
from bench.province.doses import written_day
from bench.province.people import Household, Resident

# By the place in the household: few for the young, many for the old. 1.25 on average.
USUALLY = (1.0, 1.0, 1.0, 2.0)
OF_THE_THICK, MEDICINES_OF_THE_THICK = 24, 4
YEARS = 6
FOUND = (
    ("I10", "Bệnh tăng huyết áp vô căn"), ("J06", "Nhiễm khuẩn hô hấp trên cấp"),
    ("E11", "Đái tháo đường típ 2"), ("K29", "Viêm dạ dày"), ("M54", "Đau lưng"),
    ("J20", "Viêm phế quản cấp"), ("H10", "Viêm kết mạc"), ("A09", "Tiêu chảy nhiễm khuẩn"),
)  # fmt: skip
REASONS = (
    "Tái khám theo hẹn", "Ho, sốt ba ngày nay", "Đau đầu, chóng mặt", "Đau bụng sau khi ăn",
    "Đau lưng khi làm nặng", "Ngứa mắt, chảy nước mắt",
)  # fmt: skip
ADVICE = ("Uống thuốc đều, tái khám sau một tháng", "Ăn nhạt, đi bộ mỗi ngày", "Uống nhiều nước")
GIVEN = (
    ("Amlodipin", "5 mg", "Viên"), ("Paracetamol", "500 mg", "Viên"),
    ("Metformin", "850 mg", "Viên"), ("Omeprazol", "20 mg", "Viên"),
    ("Oresol", "27,9 g", "Gói"), ("Amoxicilin", "500 mg", "Viên"),
)  # fmt: skip
MEASURED = (
    ("Đường máu lúc đói", "glucose_fasting", "6,1", "6.1", "mmol/L"),
    ("Creatinin", "creatinine", "78", "78", "µmol/L"),
    ("HbA1c", "hba1c", "5,9", "5.9", "%"),
)
Visit = tuple[str, int, "Resident"]  # when, a number of its own, whose


def add(commune: Commune, households: Sequence["Household"]) -> None:
    """Make everybody's visits."""
    for number, visit in enumerate(sorted(_all(commune, households), key=lambda one: one[:2])):
        _add(commune, number, visit)


def _all(commune: Commune, households: Sequence["Household"]) -> list[Visit]:
    rng, today = commune.rng, commune.today.toordinal()
    found: list[Visit] = []
    for household in households:
        for one in household.members:
            often = OF_THE_THICK if one.is_thick else commune.times(USUALLY[one.position])
            for _ in range(often):
                day = written_day(today - 1 - int(rng.random() * 365 * YEARS))
                moment = f"{day} {7 + len(found) % 10:02}:{len(found) % 60:02}:00+07"
                found.append((moment, len(found), one))
    return found


def _add(commune: Commune, number: int, visit: Visit) -> None:
    moment, chance, one = visit
    rows, encounter_id = commune.rows, commune.an_id()
    icd10, name = FOUND[chance % len(FOUND)]
    rows["encounter"].append(
        f"{moment}\t{encounter_id}\t{one.id}\t{commune.facility}\t{number:08}"
        f"\t\\\\x{chance:064x}\t{REASONS[chance % len(REASONS)]}\t{ADVICE[chance % 3]}"
        "\tnone\tclaim_file\t2026-01-05"
    )
    rows["diagnosis"].append(f"{encounter_id}\t0\tmain\t{icd10}\t{name}\tnone")
    for position in range(MEDICINES_OF_THE_THICK if one.is_thick else commune.times(1.2)):
        drug, strength, unit = GIVEN[(chance + position) % len(GIVEN)]
        rows["medicine"].append(
            f"{encounter_id}\t{position}\t{drug}\t{strength}\t{unit}"
            "\tSáng 1 viên, tối 1 viên\tUống sau khi ăn\t28"
        )
    for position in range(len(MEASURED) if one.is_thick else commune.times(0.6)):
        test, code, text, value, its_unit = MEASURED[(chance + position) % len(MEASURED)]
        rows["lab_result"].append(
            f"{moment}\t{encounter_id}\t{one.id}\t{position}\tlaboratory\t{test}\t{code}\t{text}"
            f"\t{value}\t{its_unit}"
        )
    _measure(commune, chance, visit)


def _measure(commune: Commune, chance: int, visit: Visit) -> None:
    """Let half of the visits leave a blood pressure."""
    moment, _, one = visit
    if one.is_thick or chance % 2:
        commune.rows["measurement"].append(
            f"{moment}\t{one.id}\tpressure\t{110 + chance % 50}\t{70 + chance % 25}"
            f"\t{chance}\tf\tclaim_file\t2026-01-05"
        )
