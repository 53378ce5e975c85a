"""The population list begins representations of minors; it ends and revives none."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.audit.events import Basis, Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.interop.runs.engine import Outcome, import_file
from portal.kernel.db import session
from portal.people.models import Person
from portal.representation import services
from portal.representation.models import EndedAs, Representation, RepresentationKind

HEADER = (
    "Mã hộ,Họ và tên,Ngày sinh,Giới tính,Số định danh,Họ tên mẹ,Số định danh mẹ,"
    "Họ tên cha,Người đại diện\n"
)
VY = "H1,Trương Hà Vy,20/02/2026,Nữ,999326000208,Hà Thị Lan,999195000123,Trương Văn Đức,"
PARENTS = (
    "H1,Hà Thị Lan,02/04/1995,Nữ,999195000123,Phạm Thị Mến,,,Mẹ\n"
    "H1,Trương Văn Đức,1992,Nam,999092000341,,,,\n"
)


def take_in(folder: Path, who: str) -> Outcome:
    path = folder / f"{who}.csv"
    path.write_text(f"{HEADER}{VY}{who}\n{PARENTS}", encoding="utf-8")
    return import_file(path)


def rows() -> list[tuple[str, str, RepresentationKind, bool]]:
    session.expire_all()
    child, acting = sa.orm.aliased(Person), sa.orm.aliased(Person)
    found = session.execute(
        sa.select(child.full_name, acting.full_name, Representation)
        .join(child, child.id == Representation.person_id)
        .join(acting, acting.id == Representation.representative_id)
    )
    return [(who, by, row.kind, row.ended_at is None) for who, by, row in found]


@pytest.fixture
def listed(app: Flask, tmp_path: Path) -> Path:
    take_in(tmp_path, "Mẹ")
    return tmp_path


def ended(as_: EndedAs) -> None:
    found = session.scalars(sa.select(Representation.id)).one()
    services.end(found, by=Actor(name="test"), ended_as=as_, basis=None)
    session.commit()


def test_the_list_lets_the_mother_act_for_her_child_alone(listed: Path) -> None:
    assert rows() == [("Trương Hà Vy", "Hà Thị Lan", RepresentationKind.PARENT, True)]
    begun = sa.select(AuditLine).where(AuditLine.event == Event.REPRESENTATION_STARTED)
    [line] = session.scalars(begun)
    assert line.basis is Basis.SYSTEM


def test_the_same_list_again_changes_nothing(listed: Path) -> None:
    take_in(listed, "Mẹ")

    assert len(rows()) == 1


@pytest.mark.parametrize("side", [EndedAs.REPRESENTATIVE, EndedAs.STATION])
def test_the_list_revives_nothing_that_was_ended(listed: Path, side: EndedAs) -> None:
    ended(side)
    take_in(listed, "Mẹ")

    assert [row[3] for row in rows()] == [False]


def test_another_parent_on_the_list_takes_over_only_after_the_first_has_ended(
    listed: Path,
) -> None:
    outcome = take_in(listed, "Cha")
    assert [row[1] for row in rows()] == ["Hà Thị Lan"]
    assert any("Somebody else acts" in str(problem) for problem in outcome.problems)

    ended(EndedAs.REPRESENTATIVE)
    take_in(listed, "Cha")
    assert [(row[1], row[3]) for row in rows() if row[3]] == [("Trương Văn Đức", True)]
