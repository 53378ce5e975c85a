"""Claim files as real exporters write them, with every trap they are known for."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.interop.problems import FileRefused, NeverStored
from portal.interop.values.encounter import BirthValue, DiagnosisRole
from portal.kernel import clock
from portal.kernel.partial_date import PartialDate
from tests.interop import claims
from tests.interop.reading import DATA, everything, only, refused, visits, warned


def test_both_generations_and_the_inline_variant_give_their_visits() -> None:
    counts = {
        name: len(visits(DATA / name))
        for name in (
            "claims-4210-two-visits.xml",
            "claims-130-4750-two-visits.xml",
            "claims-130-inline-variant.xml",
        )
    }

    assert list(counts.values()) == [2, 2, 1]


def test_an_inpatient_child_of_qd_4210_has_its_five_tables() -> None:
    child = visits(DATA / "claims-4210-two-visits.xml")[0]

    assert child.kind_code == "03"
    assert [d.code for d in child.diagnoses] == ["J18.9", "D50.9"]
    assert [m.name for m in child.medicines] == ["Thuốc kháng sinh minh họa", "Paracetamol (ví dụ)"]
    assert [(lab.raw, lab.number) for lab in child.labs] == [
        ("98", Decimal(98)),
        ("15,2", Decimal("15.2")),
        ("Dương tính (+)", None),
    ]
    assert child.reports[0].name == "Chụp X-quang ngực thẳng (ví dụ)"
    assert child.reports[0].conclusion == "Hình ảnh viêm phổi thùy dưới phải."
    assert len(child.notes) == 2
    assert child.costs.total == 640_913


def test_a_number_without_a_unit_is_never_comparable() -> None:
    old, new = (
        visits(DATA / "claims-4210-two-visits.xml")[0],
        visits(DATA / "claims-130-4750-two-visits.xml")[0],
    )

    assert not any(lab.comparable for lab in old.labs)
    assert all(lab.comparable for lab in new.labs)


def test_a_birth_known_only_by_its_year_stays_a_year() -> None:
    elder = visits(DATA / "claims-4210-two-visits.xml")[1]
    woman = visits(DATA / "claims-130-4750-two-visits.xml")[0]

    assert elder.patient.birth == PartialDate.of_year(1955)  # 4210 writes 0101
    assert woman.patient.birth == PartialDate.of_year(1985)  # 130 writes 0000


def test_the_first_of_january_is_a_day_in_the_newer_form(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(NGAY_SINH="199501010000")))

    assert visit.patient.birth == PartialDate(date(1995, 1, 1))


def test_medicine_taken_until_a_future_day_is_no_error() -> None:
    path = DATA / "claims-130-4750-two-visits.xml"
    chronic = visits(path)[0]

    assert chronic.ended_at is not None
    assert clock.local(chronic.ended_at).strftime("%H:%M") == "23:59"
    assert not chronic.ends_in_future  # seen from November it is past
    assert not refused(everything(path))


def test_an_end_still_ahead_is_marked(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(NGAY_RA="202612112359")))

    assert visit.ends_in_future


def test_a_newborn_under_the_mothers_name_is_marked_and_not_taken_for_her() -> None:
    newborn = visits(DATA / "claims-130-4750-two-visits.xml")[1]

    assert newborn.patient.newborn_under_parent_name
    assert newborn.patient.full_name == "VÀNG THỊ MẪU"
    assert newborn.patient.personal_id == ""


def test_a_baby_of_a_month_with_its_own_number_is_itself(tmp_path: Path) -> None:
    own = claims.visit(NGAY_SINH="202611010310", SO_CCCD="999326000001")
    [visit] = visits(claims.a_file(tmp_path, own))

    assert not visit.patient.newborn_under_parent_name


def test_vital_signs_are_read_out_of_the_course() -> None:
    chronic = visits(DATA / "claims-130-4750-two-visits.xml")[0]
    signs = chronic.vital_signs[0]

    assert (signs.systolic, signs.diastolic, signs.pulse, signs.breaths) == (135, 82, 76, 18)
    assert signs.temperature == Decimal("36.8")
    assert chronic.notes[0].text == "Bệnh nhân tỉnh. Không phù, tim đều."


def test_the_course_block_survives_blanks_after_its_underscores(tmp_path: Path) -> None:
    course = {"DIEN_BIEN_LS": "Ổn. CSST< M75_ T37,2_ HA120/70_ NT18 >", "STT": "1"}
    [visit] = visits(claims.a_file(tmp_path, claims.visit({"XML5": [course]})))

    assert visit.vital_signs[0].systolic == 120
    assert visit.vital_signs[0].temperature == Decimal("37.2")


def test_an_appointment_on_paper_wins_over_the_bare_day() -> None:
    chronic = visits(DATA / "claims-130-4750-two-visits.xml")[0]

    assert [a.on for a in chronic.appointments] == [date(2026, 8, 14)]
    assert chronic.appointments[0].number == "HK26/0017"


@pytest.mark.parametrize("filler", [".", "-"])
def test_a_full_stop_is_not_a_diagnosis(tmp_path: Path, filler: str) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(CHAN_DOAN_VAO=filler)))

    assert visit.admission_diagnosis == ""


@pytest.mark.parametrize("written", ["I10;E78.5", "I10, E78.5", "I10 E78.5", "i10;;e78.5;I10"])
def test_secondary_codes_are_split_however_they_are_joined(tmp_path: Path, written: str) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(MA_BENH_KT=written)))

    assert [(d.code, d.role) for d in visit.diagnoses] == [
        ("R51", DiagnosisRole.MAIN),
        ("I10", DiagnosisRole.SECONDARY),
        ("E78.5", DiagnosisRole.SECONDARY),
    ]


def test_names_are_given_to_codes_only_when_their_number_agrees(tmp_path: Path) -> None:
    agree = {"MA_BENH_KT": "I10", "CHAN_DOAN_RV": "Đau đầu; Tăng huyết áp"}
    differ = {"MA_BENH_KT": "I10;E78.5", "CHAN_DOAN_RV": "Đau đầu; Tăng huyết áp"}

    [named] = visits(claims.a_file(tmp_path, claims.visit(**agree)))
    [unnamed] = visits(claims.a_file(tmp_path, claims.visit(**differ)))

    assert [d.name for d in named.diagnoses] == ["Đau đầu", "Tăng huyết áp"]
    assert [d.name for d in unnamed.diagnoses] == ["", "", ""]
    assert unnamed.final_diagnosis == "Đau đầu; Tăng huyết áp"


def test_filler_codes_are_taken_as_unknown(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(MA_DANTOC="56", MA_QUOCTICH="000")))

    assert visit.patient.ethnicity_code == ""


def test_parallel_lists_of_different_length_lose_no_card(tmp_path: Path) -> None:
    lists = {
        "MA_THE_BHYT": "HN2999900000002;HN2999900000003",
        "GT_THE_TU": "20260101",
        "GT_THE_DEN": "20260630;20261231",
    }
    [visit] = visits(claims.a_file(tmp_path, claims.visit(**lists)))
    cards = [n for n in visit.patient.identifiers if n.value.startswith("HN")]

    assert [(c.valid_from, c.valid_to) for c in cards] == [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (None, date(2026, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("born", "kilograms", "invented"),
    [
        ("202609150000", "3.5", True),
        ("202607150000", "5", True),
        ("202604150000", "7.50", True),
        ("202601150000", "8.5", True),
        ("202609150000", "4.9", False),
        ("202001150000", "8.5", False),
    ],
)
def test_weights_an_exporter_invents_are_marked(
    tmp_path: Path, born: str, kilograms: str, invented: bool
) -> None:
    baby = claims.visit(NGAY_SINH=born, CAN_NANG=kilograms, SO_CCCD="999326000001")
    [visit] = visits(claims.a_file(tmp_path, baby))

    assert bool(visit.vital_signs[0].doubtful) is invented


@pytest.mark.parametrize("raw", ["<0.5", "Âm tính", "(+)", "7.8 mmol/L", "1.2.3", "12-15"])
def test_what_is_not_a_plain_number_stays_text(tmp_path: Path, raw: str) -> None:
    row = {"TEN_CHI_SO": "Glucose", "GIA_TRI": raw, "DON_VI_DO": "mmol/L"}
    [visit] = visits(claims.a_file(tmp_path, claims.visit({"XML4": [row]})))

    assert (visit.labs[0].raw, visit.labs[0].number) == (raw, None)


def test_a_service_code_repeated_as_index_code_is_no_index_code(tmp_path: Path) -> None:
    row = {"MA_DICH_VU": "23.0001", "MA_CHI_SO": "23.0001", "TEN_CHI_SO": "Urê", "GIA_TRI": "5"}
    [visit] = visits(claims.a_file(tmp_path, claims.visit({"XML4": [row]})))

    assert visit.labs[0].code == ""


def test_a_colon_in_a_time_is_accepted(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(NGAY_VAO="2026111207:45")))

    assert clock.local(visit.started_at).strftime("%H:%M") == "07:45"


def test_fee_rows_and_oxygen_are_not_medicines(tmp_path: Path) -> None:
    rows = [
        {"MA_THUOC": "VM.0001", "MA_NHOM": "4", "TEN_THUOC": "Phí"},
        {"MA_THUOC": "40.17", "MA_NHOM": "4", "TEN_THUOC": "Oxy"},
        {"MA_THUOC": "40.30", "MA_NHOM": "4", "TEN_THUOC": "Paracetamol"},
        {"MA_THUOC": "", "MA_NHOM": "7", "TEN_THUOC": "Khối hồng cầu"},
    ]
    [visit] = visits(claims.a_file(tmp_path, claims.visit({"XML2": rows})))

    assert [m.name for m in visit.medicines] == ["Paracetamol"]


def test_a_repeated_element_gives_its_last_words_and_a_warning(tmp_path: Path) -> None:
    document = claims.summary().replace(
        "<LY_DO_VV>Đau đầu</LY_DO_VV>", "<LY_DO_VV>Ho</LY_DO_VV><LY_DO_VV>Sốt</LY_DO_VV><LY_DO_VV/>"
    )
    path = claims.a_file(tmp_path, claims.hoso(("XML1", claims.packed(document))))

    assert visits(path)[0].reason == "Sốt"
    assert [p.column for p in warned(everything(path))] == ["LY_DO_VV"]


def test_elements_are_read_by_name_in_any_order(tmp_path: Path) -> None:
    backwards = dict(reversed(claims.SUMMARY.items()))
    document = f"<TONG_HOP>{claims.elements(backwards)}</TONG_HOP>"
    path = claims.a_file(tmp_path, claims.hoso(("XML1", claims.packed(document))))

    assert visits(path)[0].key.treatment_code == "99001.0001"


def test_unknown_elements_are_kept_beside_the_known(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(TRUONG_MOI="điều mới")))

    assert visit.unknown_fields == {"TRUONG_MOI": "điều mới"}


def test_a_part_opens_with_line_breaks_blanks_mark_and_without_prolog(tmp_path: Path) -> None:
    packed = claims.packed("\ufeff" + claims.summary())
    spaced = "\n  ".join(packed[at : at + 40] for at in range(0, len(packed), 40))
    path = claims.a_file(tmp_path, claims.hoso(("XML1", f"\n  {spaced}  \n")))

    assert len(visits(path)) == 1


def test_stray_control_characters_and_ampersands_are_mended(tmp_path: Path) -> None:
    document = claims.summary().replace("Đau đầu", "Đau & nhức\x0b đầu")
    path = claims.a_file(tmp_path, claims.hoso(("XML1", claims.packed(document))))

    assert visits(path)[0].reason == "Đau & nhức đầu"


def test_an_unreadable_part_refuses_its_episode_and_no_other(tmp_path: Path) -> None:
    broken = claims.hoso(
        ("XML1", claims.packed(claims.summary(MA_LK="B"))), ("XML2", claims.packed("<a><b></a>"))
    )
    path = claims.a_file(tmp_path, broken, claims.visit(MA_LK="C"))

    assert [v.key.treatment_code for v in visits(path)] == ["C"]
    assert [(p.row, p.column) for p in refused(everything(path))] == [(1, "XML2")]


def test_fewer_episodes_than_announced_refuse_the_whole_file(tmp_path: Path) -> None:
    path = claims.a_file(tmp_path, claims.visit(), announced=2)

    with pytest.raises(FileRefused, match="announces 2 episodes and holds 1"):
        everything(path)


def test_more_episodes_than_announced_are_all_read_with_a_warning(tmp_path: Path) -> None:
    path = claims.a_file(tmp_path, claims.visit(), claims.visit(MA_LK="2"), announced=1)

    assert len(visits(path)) == 2
    assert [p.column for p in warned(everything(path))] == ["SOLUONGHOSO"]


def test_a_file_cut_off_in_the_middle_gives_nothing(tmp_path: Path) -> None:
    path = claims.a_file(tmp_path, claims.visit(), claims.visit(MA_LK="2"))
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(FileRefused, match="damaged or cut off"):
        everything(path)


def test_of_one_treatment_code_the_last_in_the_file_counts(tmp_path: Path) -> None:
    path = claims.a_file(
        tmp_path, claims.visit(LY_DO_VV="Cũ"), claims.visit(MA_LK="2"), claims.visit(LY_DO_VV="Mới")
    )

    assert [v.reason for v in visits(path)] == ["Đau đầu", "Mới"]
    assert [(p.row, p.column) for p in warned(everything(path))] == [(1, "MA_LK")]


@pytest.mark.parametrize(
    "episode",
    [
        claims.visit(MA_BENH_CHINH="B20"),
        claims.visit(MA_BENH_KT="I10;Z21"),
        claims.visit(MA_BENH_CHINH="O04.9"),
        claims.visit(CHAN_DOAN_RV="Bệnh do HIV, ổn định"),
        claims.visit({"XML6": [{"MA_LK": "99001.0001"}]}),
        claims.visit({"XML7": [{"MA_DINH_CHI_THAI": "1"}]}),
        claims.visit({"XML2": [{"TEN_THUOC": "Efavirenz 600mg", "MA_NHOM": "4"}]}),
    ],
)
def test_registers_that_are_never_shared_are_counted_and_left_out(
    tmp_path: Path, episode: str
) -> None:
    items = everything(claims.a_file(tmp_path, episode))

    assert only(NeverStored, items) == items


def test_a_payment_class_once_tied_to_hiv_is_kept_apart(tmp_path: Path) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(MA_DOITUONG_KCB="1.9")))

    assert visit.sensitivity == "other"


def test_words_about_hiv_are_left_out_of_the_course_and_the_letters(tmp_path: Path) -> None:
    parts = {
        "XML5": [{"DIEN_BIEN_LS": "Test HIV: âm tính"}, {"DIEN_BIEN_LS": "Tỉnh, hết sốt"}],
        "XML7": [{"GHI_CHU": "HIV(-)", "PP_DIEUTRI": "Nội khoa"}],
    }
    [visit] = visits(claims.a_file(tmp_path, claims.visit(parts)))

    assert [note.text for note in visit.notes] == ["Tỉnh, hết sốt"]
    assert visit.letters[0].fields == {"PP_DIEUTRI": "Nội khoa"}


def test_a_test_for_hiv_is_left_out_of_the_results(tmp_path: Path) -> None:
    rows = [
        {"TEN_CHI_SO": "HIV Ab test nhanh", "GIA_TRI": "Âm tính"},
        {"TEN_CHI_SO": "Glucose", "GIA_TRI": "5.1"},
    ]
    path = claims.a_file(tmp_path, claims.visit({"XML4": rows}))

    assert [lab.name for lab in visits(path)[0].labs] == ["Glucose"]
    assert len(only(NeverStored, everything(path))) == 1


@pytest.mark.parametrize(
    ("code", "kept_apart"),
    [
        ("A15.0", "tuberculosis"), ("F32.0", "mental"), ("O03.4", "reproductive"),
        ("B18.1", "hepatitis"), ("I10", "none"),
    ],
)  # fmt: skip
def test_restricted_classes_are_flagged(tmp_path: Path, code: str, kept_apart: str) -> None:
    [visit] = visits(claims.a_file(tmp_path, claims.visit(MA_BENH_CHINH=code)))

    assert visit.sensitivity == kept_apart
    assert bool(visit.sensitive_because) is (kept_apart != "none")


def test_amounts_are_whole_dong_that_add_up() -> None:
    costs = visits(DATA / "claims-130-4750-two-visits.xml")[0].costs

    assert (costs.total, costs.co_payment, costs.insurance) == (190_315, 9_516, 180_799)
    assert costs.total == costs.insurance + costs.co_payment + costs.self_paid + costs.other


def test_a_birth_certificate_goes_to_the_staff_queue(tmp_path: Path) -> None:
    row = {"HO_TEN_NND": "HÀ THỊ LAN", "NGAY_SINH_CON": "202611120310", "TEN_CON": "VY"}
    [birth] = only(BirthValue, everything(claims.a_file(tmp_path, claims.visit({"XML9": [row]}))))

    assert (birth.mother_name, birth.child_name) == ("HÀ THỊ LAN", "VY")


@pytest.mark.parametrize(
    ("element", "text"),
    [("NGAY_VAO", "20261312"), ("NGAY_VAO", ""), ("NGAY_SINH", "19950230"), ("HO_TEN", "..."),
     ("MA_LK", ""), ("NGAY_RA", "202611110000")],
)  # fmt: skip
def test_an_unusable_element_refuses_its_episode_by_name(
    tmp_path: Path, element: str, text: str
) -> None:
    items = everything(claims.a_file(tmp_path, claims.visit(**{element: text})))

    assert [p.column for p in refused(items)] == [element]
    assert len(items) == 1
