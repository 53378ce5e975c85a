"""Each component is valid, named and tied together, in every state."""

import re
from xml.etree import ElementTree

import html5lib
import pytest

from portal.people.address import Avatar
from tests.components.gallery import SPRITE, gallery

H = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def page() -> ElementTree.Element:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    parsed: ElementTree.Element = parser.parse(gallery())
    assert parser.errors == []
    return parsed


def _words(element: ElementTree.Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def _by_id(page: ElementTree.Element, name: str) -> ElementTree.Element:
    found = page.find(f".//*[@id='{name}']")
    assert found is not None, f"nothing has the id {name}"
    return found


def test_ids_are_unique(page: ElementTree.Element) -> None:
    ids = [name for element in page.iter() if (name := element.get("id"))]

    assert sorted(ids) == sorted(set(ids))


def test_what_a_label_or_description_names_is_there(page: ElementTree.Element) -> None:
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for element in page.iter():
            for name in (element.get(attribute) or "").split():
                _by_id(page, name)


def test_a_wrong_field_says_so_and_its_summary_leads_there(page: ElementTree.Element) -> None:
    field = _by_id(page, "place")
    summary = _by_id(page, "error-summary")
    links = {link.get("href"): _words(link) for link in summary.iter(f"{H}a")}

    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "place-hint place-error"
    assert links["#place"] == _words(_by_id(page, "place-error")) == "Chưa nhập nơi tiêm"
    assert _words(summary.find(f"{H}h2")) == "Cần sửa 2 chỗ"


def test_a_wrong_day_is_reached_at_its_first_input_and_keeps_what_was_typed(
    page: ElementTree.Element,
) -> None:
    hrefs = [link.get("href") for link in _by_id(page, "error-summary").iter(f"{H}a")]
    typed = [_by_id(page, f"given-{part}").get("value") for part in ("day", "month", "year")]

    assert "#given-day" in hrefs
    assert typed == ["25", "12", ""]


def test_a_right_field_is_not_called_wrong(page: ElementTree.Element) -> None:
    field = _by_id(page, "personal_id")

    assert field.get("aria-invalid") is None
    assert field.get("aria-describedby") == "personal_id-hint"
    assert field.get("autocomplete") == "username"


def test_codes_are_never_sent_back(page: ElementTree.Element) -> None:
    assert _by_id(page, "code").get("value") == ""
    assert _by_id(page, "pin").get("value") == ""
    assert _by_id(page, "code").get("autocomplete") == "one-time-code"
    assert _by_id(page, "pin").get("type") == "password"


def test_pictures_are_hidden_or_told(page: ElementTree.Element) -> None:
    drawn = [svg for svg in page.iter("{http://www.w3.org/2000/svg}svg") if svg.get("viewBox")]

    for svg in drawn:
        title = svg.find("{http://www.w3.org/2000/svg}title")
        told = svg.get("role") == "img" and title is not None and title.text
        assert svg.get("aria-hidden") == "true" or told or svg.get("class") == "hidden"


def test_every_state_of_a_stop_has_an_icon_of_its_own(page: ElementTree.Element) -> None:
    stops = [item for item in page.iter(f"{H}li") if item.get("data-state")]
    icons = {
        use.get("href")
        for stop in stops
        for use in list(stop.iter("{http://www.w3.org/2000/svg}use"))[:1]
    }

    assert len(icons) == len(stops) == 5


def test_a_link_says_what_it_is_about_without_its_surroundings(page: ElementTree.Element) -> None:
    wrong = [_words(link) for link in page.iter(f"{H}a") if link.get("href") == "#wrong"]
    unknown = [_words(link) for link in page.iter(f"{H}a") if link.get("href") == "#unknown"]

    assert len(wrong) == len(set(wrong)) == 3
    assert unknown == ["Tôi không biết người này: Bác sĩ trực cấp cứu, 22:15"]


def test_every_age_and_sex_has_a_face() -> None:
    drawn = set(re.findall(r'symbol id="face-([^"]+)"', SPRITE.read_text(encoding="utf-8")))

    assert {kind.value for kind in Avatar} <= drawn
