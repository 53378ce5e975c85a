"""Vaccines as registries, forms and vaccination books write them."""

import pytest

from portal.immunisation.antigens import Antigen, antigens_in
from portal.immunisation.vaccines import VACCINES, by_antigens, dose_number_in, recognise


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("BCG", "bcg"),
        ("VGB sơ sinh", "hepb_birth"),
        ("VGB SS", "hepb_birth"),
        ("Viêm gan B sơ sinh", "hepb_birth"),
        ("viem gan b so sinh", "hepb_birth"),
        ("Viêm gan B", "hepb"),
        ("DPT-VGB-Hib", "dpt_hepb_hib"),
        ("DPT-VGB-Hib (5 trong 1)", "dpt_hepb_hib"),
        ("DPT – VGB – Hib 3", "dpt_hepb_hib"),
        ("DPT-VGB-Hib3", "dpt_hepb_hib"),
        ("Sởi - mũi thứ 2", "measles"),
        ("COVID19", "covid19"),
        ("5 TRONG 1", "dpt_hepb_hib"),
        ("5in1 mũi 1", "dpt_hepb_hib"),
        ("Vắc xin ComBE Five", "dpt_hepb_hib"),
        ("SII (5 trong 1)", "dpt_hepb_hib"),
        ("Hexaxim (6 trong 1)", "dtap_ipv_hib_hepb"),
        ("Pentaxim", "dtap_ipv_hib"),
        ("DPT4", "dpt"),
        ("DPT mũi 4", "dpt"),
        ("bOPV", "bopv"),
        ("OPV2", "bopv"),
        ("Bại liệt 2", "bopv"),
        ("IPV", "ipv"),
        ("IPV1", "ipv"),
        ("Sởi đơn", "measles"),
        ("Sởi 1", "measles"),
        ("MR (Sởi - Rubella)", "mr"),
        ("Sởi – Rubella", "mr"),
        ("MMR", "mmr"),
        ("Rotavirus (dịch vụ)", "rota"),
        ("Rotavin", "rota_1"),
        ("VNNB B2", "je"),
        ("VNNB 3", "je"),
        ("uốn ván", "tt"),
        ("UV1", "tt"),
        ("VAT 2", "tt"),
        ("Td", "td"),
        ("Vắc xin phế cầu khuẩn", "pcv"),
        ("PCV13", "pcv13"),
        ("HPV 2", "hpv"),
        ("Cúm 3", "influenza"),
        ("Tả 1", "cholera"),
        ("Bạch hầu; Ho gà; Uốn ván; Viêm gan B; Hib", "dpt_hepb_hib"),
        ("Uốn ván, Bạch hầu", "td"),
    ],
)
def test_a_name_is_recognised_however_it_is_written(text: str, code: str) -> None:
    vaccine = recognise(text)
    assert vaccine is not None
    assert vaccine.code == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Khác",
        "Huyết thanh kháng uốn ván (SAT)",
        "Sởi - Khác",
        "vắc xin",
        "Globulin viêm gan B",
        "5",
    ],
)
def test_what_is_not_certain_stays_unrecognised(text: str) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("UV1", 1),
        ("Uốn ván (UV1)", 1),
        ("Sởi (lần 2)", 2),
        ("DPT-VGB-Hib (5 trong 1)", None),
        ("HPV (Gardasil 9)", None),
        ("Sởi (lô 5)", None),
        ("5in1 mũi 2", 2),
        ("DPT-VGB-Hib 3", 3),
        ("Sởi 2", 2),
        ("VNNB B3", 3),
        ("5 trong 1", None),
        ("PCV13", None),
        ("Gardasil 9", None),
        ("COVID-19", None),
        ("COVID19", None),
        ("DPT-VGB-Hib3", 3),
        ("BCG", None),
    ],
)
def test_a_dose_number_is_read_only_where_one_is_written(text: str, number: int | None) -> None:
    assert dose_number_in(text) == number


def test_every_written_name_leads_back_to_its_own_vaccine() -> None:
    for vaccine in VACCINES.values():
        for text in vaccine.written:
            assert recognise(text) is vaccine, text
            assert recognise(text.upper()) is vaccine, text


def test_the_five_in_one_counts_for_five_antigens() -> None:
    assert VACCINES["dpt_hepb_hib"].antigens == {
        Antigen.DIPHTHERIA,
        Antigen.PERTUSSIS,
        Antigen.TETANUS,
        Antigen.HEPATITIS_B,
        Antigen.HIB,
    }


def test_half_a_known_antigen_list_is_no_list() -> None:
    assert antigens_in("Sởi; Rubella") == {Antigen.MEASLES, Antigen.RUBELLA}
    assert antigens_in("Sởi; không rõ") == frozenset()
    assert antigens_in("") == frozenset()


def test_antigens_alone_mean_the_vaccine_of_the_programme() -> None:
    vaccine = by_antigens(frozenset({Antigen.MEASLES, Antigen.RUBELLA}))
    assert vaccine is VACCINES["mr"]
    assert by_antigens(frozenset()) is None


def test_doses_are_named_as_people_count_them() -> None:
    assert VACCINES["dpt_hepb_hib"].numbered(3).vi == "5 trong 1 mũi 3"
    assert VACCINES["bopv"].numbered(2).vi == "bại liệt uống lần 2"
    assert VACCINES["bcg"].numbered(1).vi == "lao (BCG)"
    assert VACCINES["dpt_hepb_hib"].numbered(0).en == "5-in-1"
