"""Form QĐ 831 as data: complete, one label an item, and the flags the law asks for."""

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from portal.interop.exchange831 import tags
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity, Sex
from portal.record import code_lists, form, neighbours
from portal.record.item import Item, Part
from portal.tables import metadata
from portal.visits.form import ITEMS as EXAMINATION

TODAY = date(2026, 11, 24)
FLAGGED = {
    "drug_use_status": Sensitivity.DRUG_USE,
    "disease_mental": Sensitivity.MENTAL,
    "disease_autism": Sensitivity.MENTAL,
    "disease_epilepsy": Sensitivity.MENTAL,
    "fam_mental": Sensitivity.MENTAL,
    "disease_tuberculosis": Sensitivity.TUBERCULOSIS,
    "disease_hepatitis": Sensitivity.HEPATITIS,
}


def test_the_form_has_eight_parts_of_the_printed_size() -> None:
    sizes = Counter(item.part for item in form.ITEMS.values())

    assert sizes == {
        Part.B1: 8, Part.B2: 9, Part.B3: 19, Part.B4: 7, Part.B5: 1, Part.B6: 13, Part.B7: 12,
        Part.B8: 1,
    }  # fmt: skip


def test_what_the_exchange_message_carries_has_an_item() -> None:
    carried = {
        tags.MOTHER_TETANUS,
        *tags.BIRTH_YES_NO, *tags.BIRTH_NUMBERS, *tags.BIRTH_TEXTS, *tags.HABITS.values(),
        *tags.RISK_TEXTS, tags.GLASSES, *tags.DISEASES.values(), *tags.FAMILY_DISEASES.values(),
        *tags.DISABILITIES.values(), *tags.REPRODUCTIVE_TEXTS, *tags.REPRODUCTIVE_NUMBERS,
        *(f"{prefix}{name}" for prefix in ("allergy_", "fam_allergy_")
          for name in tags.ALLERGIES.values()),
    }  # fmt: skip

    assert carried <= set(form.ITEMS)
    assert set(tags.EXAMINATIONS) <= set(EXAMINATION)


@pytest.mark.parametrize(("item", "flag"), FLAGGED.items())
def test_sensitive_classes_carry_their_flag(item: str, flag: Sensitivity) -> None:
    assert form.ITEMS[item].sensitivity is flag


def test_all_of_b7_is_kept_apart() -> None:
    flags = {item.sensitivity for item in form.BY_PART[Part.B7]}

    assert flags == {Sensitivity.REPRODUCTIVE}


def test_the_register_of_induced_abortions_has_no_item() -> None:
    assert not form.NEVER_KEPT & set(form.ITEMS)


@pytest.mark.parametrize("item", ["exam_psychiatric", "exam_obgyn"])
def test_two_examinations_are_kept_apart(item: str) -> None:
    assert EXAMINATION[item].sensitivity is not Sensitivity.NONE


@pytest.mark.parametrize("part", list(Part))
def test_labels_of_a_part_tell_its_items_apart(part: Part) -> None:
    items: tuple[Item, ...] = tuple(form.BY_PART[part])

    assert len({item.label.vi for item in items}) == len(items)
    assert len({item.label.en for item in items}) == len(items)


@pytest.mark.parametrize("name", ["disease_cancer", "disease_tuberculosis", "disease_other",
                                  "fam_cancer", "allergy_drug"])  # fmt: skip
def test_some_answers_must_say_which(name: str) -> None:
    assert form.ITEMS[name].detail_required


@pytest.mark.parametrize(
    ("sex", "born", "applies"),
    [
        (Sex.FEMALE, PartialDate(date(2016, 11, 24)), True),
        (Sex.FEMALE, PartialDate(date(2016, 11, 25)), False),
        (Sex.FEMALE, PartialDate.of_year(2016), True),
        (Sex.MALE, PartialDate(date(1990, 1, 1)), False),
        (Sex.UNKNOWN, PartialDate(date(1990, 1, 1)), False),
    ],
)
def test_b7_applies_to_women_and_girls_from_ten(sex: Sex, born: PartialDate, applies: bool) -> None:
    assert form.part_applies(Part.B7, sex, born, TODAY) is applies
    assert form.part_applies(Part.B1, sex, born, TODAY)


@pytest.mark.parametrize(
    ("stored", "words"),
    [("06", "Mường"), ("6", "Mường"), ("Mường", "Mường"), ("77", "77"), (None, None)],
)
def test_an_ethnicity_is_read_as_code_or_word(stored: str | None, words: str | None) -> None:
    assert code_lists.named(stored, code_lists.ETHNICITIES, "vi") == words


def test_a_religion_of_none_stays_none() -> None:
    assert code_lists.named("Không", code_lists.RELIGIONS, "vi") == "Không"
    assert code_lists.named("2", code_lists.RELIGIONS, "en") == "Catholicism"
    assert len(code_lists.ETHNICITIES) == 56


@pytest.mark.parametrize(
    "named", [neighbours.DOSE, neighbours.ENCOUNTER, neighbours.LAB_RESULT], ids=str
)
def test_the_neighbours_tables_have_the_columns_the_record_counts(named: sa.TableClause) -> None:
    real = metadata.tables[named.name]

    for column in named.columns:
        assert column.name in real.columns
        assert type(column.type) is type(real.columns[column.name].type)
