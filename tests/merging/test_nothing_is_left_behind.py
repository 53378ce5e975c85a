"""Every row that names a merged entry is accounted for, and comes back when it is undone."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.kernel import clock
from portal.kernel.db import Base, session
from portal.kernel.partial_date import PartialDate
from portal.merging.collisions import uniques_of
from portal.merging.models import MergeState, PersonMerge
from portal.merging.moving import Move
from portal.merging.plan import EXCLUDED, PLAN, Fate
from portal.merging.undoing import give_back
from tests import cast
from tests.conftest import Time
from tests.merging.rows import Filling, dump, naming

BORN = PartialDate(date(1990, 5, 6))


def test_the_plan_names_every_column_that_names_a_person(app: Flask) -> None:
    named = {
        (table.name, key.parent.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }

    assert named == {(table, column) for table, columns in PLAN.items() for column in columns}


def test_the_plan_knows_an_answer_to_every_rule_that_could_refuse_a_row(app: Flask) -> None:
    rules = {
        rule.name
        for table, columns in PLAN.items()
        for column, fate in columns.items()
        if fate is Fate.MOVES
        for rule in uniques_of(Base.metadata.tables[table], column)
    }

    assert rules <= set(EXCLUDED)


def a_merge(kept: cast.Member, merged: cast.Member) -> PersonMerge:
    """Put a merge on file as two members of staff would have done it."""
    now = clock.now()
    merge = PersonMerge(
        kept_id=kept.person_id,
        merged_id=merged.person_id,
        commune="Xã Đồng Sen",
        state=MergeState.DONE,
        asked_by=cast.hanh().staff_id,
        asked_at=now,
        decided_by=cast.thom().staff_id,
        decided_at=now,
    )
    session.add(merge)
    session.flush()
    return merge


@pytest.mark.parametrize("both", [True, False], ids=["two full entries", "an empty kept entry"])
def test_undoing_a_merge_leaves_every_table_as_it_was(app: Flask, time: Time, both: bool) -> None:
    filling = Filling()
    kept = cast.a_person("Lò Thị Hai", born=BORN)
    merged = cast.a_person("Lò Thị Hai", born=BORN)
    if both:
        filling.fill(kept.person_id, 0)
    filling.fill(merged.person_id, 1)
    merge = a_merge(kept, merged)
    before = dump()

    Move(merge.id, kept=kept.person_id, merged=merged.person_id, now=clock.now()).run()
    session.commit()
    left = naming(merged.person_id)
    moved = dump()
    time.pass_by(days=3)
    merge.state = MergeState.UNDONE
    session.flush()
    give_back(merge)

    assert dump() == before
    assert moved != before
    staying = {"person_merge.merged_id"}
    if both:
        staying |= {
            "account.person_id", "death_record.person_id", "family_tie.person_id",
            "fee_charge.person_id", "phone.person_id", "planned_dose.person_id",
            "staff_block.person_id",
        }  # fmt: skip
    assert left - {"staff_member.person_id"} == staying


def test_what_never_changes_follows_a_merge_that_is_on_file_and_nothing_else(app: Flask) -> None:
    filling = Filling()
    kept = cast.a_person("Lò Thị Hai", born=BORN)
    merged = cast.a_person("Lò Thị Hai", born=BORN)
    filling.fill(merged.person_id, 1)
    session.commit()

    for name in ("consent", "kept_visit", "written_entry"):
        table = Base.metadata.tables[name]
        with pytest.raises(sa.exc.DBAPIError):
            session.connection().execute(sa.update(table).values(person_id=kept.person_id))
        session.rollback()
