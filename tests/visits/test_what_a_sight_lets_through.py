"""For any sight at all, nothing outside it is in a list, a count, a page or a print."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from portal.audit.events import Basis
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.measurements.kinds import MeasurementKind
from portal.measurements.queries import newest_values, values_of
from portal.overview.printing import record_sheet
from portal.overview.queries import with_new_results
from portal.people.kinds import Sex
from portal.people.sight import Sight
from portal.record.page import gather
from portal.record.totals import totals_of
from portal.visits import medicines, queries, results
from portal.visits.parts import parts_of
from tests import cast
from tests.visits.sights import SIGHTS, Reader, Told, one_of_each, weight_of

ANY_SIGHT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def lan(app: Flask) -> cast.Member:
    return cast.lan()


@pytest.fixture
def told(lan: cast.Member) -> list[Told]:
    visits = one_of_each(lan)
    session.commit()
    return visits


def seen(told: Collection[Told], sight: Sight) -> list[Told]:
    return [one for one in told if one.is_seen_with(sight)]


def reader(person: cast.Member, sight: Sight) -> Reader:
    return Reader(
        id=person.person_id,
        full_name=person.full_name,
        sex=Sex.FEMALE,
        born=PartialDate(date(1995, 4, 2)),
        deceased_on=None,
        basis=Basis.SELF,
        given=sight,
    )


@ANY_SIGHT
@given(sight=SIGHTS)
def test_lists_pages_and_counts_of_visits(lan: cast.Member, told: list[Told], sight: Sight) -> None:
    expected = {one.visit for one in seen(told, sight)}

    listed, more = queries.visits_of(lan.person_id, sight=sight)
    while more:
        place = (listed[-1].started_at, listed[-1].id)
        older, more = queries.visits_of(lan.person_id, sight=sight, before=place)
        listed = [*listed, *older]

    assert {row.id for row in listed} == expected
    assert len(listed) == len(expected)
    totals = totals_of(lan.person_id, sight=sight)
    assert (totals.visits, totals.results) == (len(expected), len(expected))
    since = clock.now() - timedelta(days=14)
    assert bool(with_new_results([lan.person_id], since, sight=sight)) == bool(expected)


@ANY_SIGHT
@given(sight=SIGHTS)
def test_the_visit_alone_is_decided_as_in_the_list(
    lan: cast.Member, told: list[Told], sight: Sight
) -> None:
    for one in told:
        head = queries.head_of(one.visit)
        assert head is not None
        assert head.is_seen_with(sight) == one.is_seen_with(sight)
        assert (queries.newest_version(head, sight=sight) is not None) == one.is_seen_with(sight)
        parts = parts_of(one.visit, sight=sight)
        assert all(part.name for part in parts.diagnoses)


@ANY_SIGHT
@given(sight=SIGHTS)
def test_results_values_and_medicines(lan: cast.Member, told: list[Told], sight: Sight) -> None:
    expected = seen(told, sight)

    found, more = results.values_by_test(lan.person_id, sight=sight)
    while more:
        place = (found[-1][0].resulted_at, found[-1][0].id)
        older, more = results.values_by_test(lan.person_id, sight=sight, before=place)
        found = [*found, *older]
    assert {row.encounter_id for test in found for row in test} == {one.visit for one in expected}

    weights = {weight_of(told.index(one)) for one in expected}
    values = values_of(lan.person_id, [MeasurementKind.WEIGHT], sight=sight)
    assert {value.value for value in values} == weights
    newest = newest_values(lan.person_id, sight=sight)
    assert [value.value for value in newest] == [value.value for value in values[-1:]]

    current = medicines.current_medicines(lan.person_id, sight, clock.today())
    assert {one.encounter_id for one in current} == {one.visit for one in expected[:1]}


@ANY_SIGHT
@given(sight=SIGHTS)
def test_the_record_and_its_print(
    app: Flask, lan: cast.Member, told: list[Told], sight: Sight
) -> None:
    subject = reader(lan, sight)
    with app.test_request_context():
        shown = f"{gather(subject, clock.today())} {record_sheet.boxes_of(subject)}"

    for one in told:
        if not one.is_seen_with(sight):
            assert one.mark not in shown
    for sensitivity in ("none", "mental", "reproductive", "hepatitis", "drug_use"):
        in_sight = any(each.value == sensitivity for each in sight.classes)
        if sensitivity != "drug_use":  # a habit is told by its own word
            assert (f"answer-{sensitivity}" in shown) == in_sight
    assert ("B7" in shown) == any(each.value == "reproductive" for each in sight.classes)
