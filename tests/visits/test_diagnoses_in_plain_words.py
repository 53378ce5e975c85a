"""One plain sentence for a diagnosis, or none."""

import re
import tomllib
from pathlib import Path

import pytest

from portal.visits import diagnoses
from portal.visits.diagnoses import in_plain_words

CODES = tomllib.loads(
    (Path(diagnoses.__file__).parent / "data" / "diagnoses.toml").read_text("utf-8")
)["code"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("I10", "Áp lực máu trong mạch cao hơn mức an toàn."),
        ("E11.9", "Đường trong máu cao, chưa có biến chứng."),
        ("E119", "Đường trong máu cao, chưa có biến chứng."),
        ("E11.2", "Đường trong máu cao."),
        ("j18.9", "Phổi bị viêm do nhiễm trùng."),
        (" K29 ", "Niêm mạc dạ dày bị viêm."),
        ("M54.5", "Đau lưng hoặc đau vùng cổ."),
    ],
)
def test_a_code_or_its_category_has_a_sentence(code: str, sentence: str) -> None:
    found = in_plain_words(code)
    assert found is not None
    assert found.vi == sentence


@pytest.mark.parametrize("code", [None, "", "X99", "I10;E11", "tăng huyết áp", "U62.392.3"])
def test_what_is_not_in_the_table_has_no_sentence(code: str | None) -> None:
    assert in_plain_words(code) is None


@pytest.mark.parametrize("code", ["B20", "B24", "A15.0", "A16", "F32.0", "F20", "O04", "Z21"])
def test_sensitive_diagnoses_are_never_explained(code: str) -> None:
    assert in_plain_words(code) is None


def test_sentences_are_short_and_codes_are_codes() -> None:
    assert len(CODES) >= 40
    for code, entry in CODES.items():
        assert re.fullmatch(r"[A-Z]\d{2}(\.\d)?", code)
        for text in (entry["vi"], entry["en"]):
            assert len(text.split()) <= 15, text
            assert text.endswith(".")
