"""Which visits a reader's sight lets through, as one condition of every query.

A visit is seen when its own class and the classes of all its diagnoses are (product.md §3)
and, in the household, when the person does not keep it back. What is not seen is absent:
also from counts, paging, results and values. Visits stand above this package, so the few
columns that decide are named here; a test holds these names against the models.
"""

from typing import Any

import sqlalchemy as sa

from portal.people.models import SENSITIVITY

VISIT = sa.table(
    "encounter",
    sa.column("id", sa.Uuid()),
    sa.column("person_id", sa.Uuid()),
    sa.column("facility_code", sa.String()),
    sa.column("external_id", sa.String()),
    sa.column("sensitivity", SENSITIVITY),
)
DIAGNOSIS = sa.table(
    "diagnosis", sa.column("encounter_id", sa.Uuid()), sa.column("sensitivity", SENSITIVITY)
)
KEPT_VISIT = sa.table(
    "kept_visit",
    sa.column("id", sa.Integer()),
    sa.column("person_id", sa.Uuid()),
    sa.column("facility_code", sa.String()),
    sa.column("external_id", sa.String()),
    sa.column("kept", sa.Boolean()),
)


def in_sight(sensitivity: Any) -> sa.ColumnElement[bool]:
    """Say whether a row's class is one the reader may see (`Sight.parameters`)."""
    shown: sa.ColumnElement[bool] = sensitivity.in_(sa.bindparam("classes", expanding=True))
    return shown


def _out_of_sight(sensitivity: Any) -> sa.ColumnElement[bool]:
    """Say the opposite without NOT IN.

    SQLAlchemy writes an empty set by the name of its parameter: the same one after IN and
    after NOT IN would turn "nothing may be seen" into "everything".
    """
    seen = sa.literal_column("1", sa.Integer)
    unseen = sa.literal_column("0", sa.Integer)
    return sa.case((in_sight(sensitivity), seen), else_=unseen) == unseen


def is_kept(visit: Any) -> sa.ColumnElement[bool]:
    """Say whether the person keeps a visit from the household: the newest word decides.

    `visit` has the columns of VISIT. Its versions share facility and number, so a visit
    that is sent again stays as the person wanted it.
    """
    newest = (
        sa.select(KEPT_VISIT.c.kept)
        .where(
            KEPT_VISIT.c.person_id == visit.person_id,
            KEPT_VISIT.c.facility_code == visit.facility_code,
            KEPT_VISIT.c.external_id == visit.external_id,
        )
        .order_by(KEPT_VISIT.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, sa.false(), type_=sa.Boolean())


def is_seen(visit: Any) -> sa.ColumnElement[bool]:
    """Say whether the reader may know of a visit; `visit` has the columns of VISIT."""
    told_by_a_diagnosis = sa.exists().where(
        DIAGNOSIS.c.encounter_id == visit.id, _out_of_sight(DIAGNOSIS.c.sensitivity)
    )
    return sa.and_(
        in_sight(visit.sensitivity),
        sa.not_(told_by_a_diagnosis),
        sa.or_(sa.not_(sa.bindparam("household", type_=sa.Boolean)), sa.not_(is_kept(visit))),
    )


def of_an_unseen_visit(encounter_id: Any) -> sa.ColumnElement[bool]:
    """Say whether a row that names a visit belongs to one the reader may not know of."""
    return sa.exists().where(VISIT.c.id == encounter_id, sa.not_(is_seen(VISIT.c)))
