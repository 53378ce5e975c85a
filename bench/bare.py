"""What the portal is measured against: bare Flask and Jinja on the same rows.

The same cookie is looked up and the same kinds of rows are read, by four Core selects
built once on an AUTOCOMMIT connection. The page repeats its rows until it is as long as
the portal's. No gate, no log, no translation, no forms, no compression: the least that
the work can cost in this language.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask, abort, request
from jinja2 import Environment

from portal.accounts.models import Account, SignInSession
from portal.accounts.signed_in import token_hash
from portal.immunisation.models import Dose, DoseReport
from portal.kernel.db import make_engine
from portal.measurements.models import Measurement
from portal.people.models import Administrative, FamilyTie, Person
from portal.record.models import HistoryAnswer
from portal.visits.models import Encounter, LabResult, Medicine

PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>{{ name }}</title></head>
<body>
<h1>{{ name }}</h1>
{% for table in tables %}
<section>
{% for row in table %}
  <div class="row"><dt>{{ row[0] }}</dt><dd><b>{{ row[1] }}</b> {{ row[2] }}</dd></div>
{% endfor %}
</section>
{% endfor %}
</body>
</html>
"""
_ID = sa.bindparam("id", type_=sa.Uuid())
_SESSION = (
    sa.select(Person.id, Person.full_name, SignInSession.expires_at)
    .join(Account, Account.person_id == Person.id)
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(SignInSession.token_hash == sa.bindparam("token"), SignInSession.ended_at.is_(None))
)
_TIES = sa.select(FamilyTie.name, FamilyTie.kind, FamilyTie.id).where(FamilyTie.person_id == _ID)
_READS = {
    "record": (
        sa.select(Administrative.ethnicity, Administrative.occupation, Administrative.id).where(
            Administrative.person_id == _ID
        ),
        sa.select(HistoryAnswer.item, HistoryAnswer.answer, HistoryAnswer.detail)
        .where(HistoryAnswer.person_id == _ID, HistoryAnswer.replaced_at.is_(None))
        .order_by(HistoryAnswer.item),
        sa.select(Measurement.kind, Measurement.value, Measurement.taken_at)
        .where(Measurement.person_id == _ID)
        .order_by(Measurement.taken_at.desc())
        .limit(10),
    ),
    "immunisations": (
        _TIES,
        sa.select(Dose.vaccine_name, Dose.given_on, Dose.facility_name)
        .where(Dose.person_id == _ID, Dose.replaced_at.is_(None))
        .order_by(Dose.given_on),
        sa.select(DoseReport.place, DoseReport.given_on, DoseReport.id).where(
            DoseReport.person_id == _ID
        ),
    ),
    "visit": (
        sa.select(Encounter.reason, Encounter.started_at, Encounter.advice).where(
            Encounter.id == _ID
        ),
        sa.select(Medicine.name, Medicine.dose_text, Medicine.instruction)
        .where(Medicine.encounter_id == _ID)
        .order_by(Medicine.position),
        sa.select(LabResult.name, LabResult.value_text, LabResult.unit)
        .where(LabResult.encounter_id == _ID)
        .order_by(LabResult.position),
    ),
}


def create_bare(url: str, sizes: dict[str, int]) -> Flask:
    """Build the application; `sizes` are the portal's pages in bytes, uncompressed."""
    app = Flask("bare", static_folder=None)
    template = Environment(autoescape=True).from_string(PAGE)
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")

    @cache
    def times(kind: str, length: int) -> int:
        return max(1, round(sizes[kind] / length))

    def page(kind: str, about: UUID) -> str:
        with engine.connect() as connection:
            token = token_hash(request.cookies.get("__Host-sid", ""))
            person = connection.execute(_SESSION, {"token": token}).one_or_none()
            if person is None:
                abort(404)
            tables: list[Any] = [
                connection.execute(read, {"id": about}).all() for read in _READS[kind]
            ]
        rows = sum(len(table) for table in tables)
        tables = [list(table) * times(kind, rows * ROW_BYTES) for table in tables]
        return template.render(name=person.full_name, tables=tables)

    app.add_url_rule(
        "/people/<uuid:about>/<kind>",
        view_func=lambda about, kind: page(kind, about),
        endpoint="person",
    )
    app.add_url_rule(
        "/visits/<uuid:about>", view_func=lambda about: page("visit", about), endpoint="visit"
    )
    return app


ROW_BYTES = 110


def from_environment() -> Flask:
    """Build it as a server loads it."""
    settings = json.loads(Path(os.environ["BENCH_SETTINGS"]).read_text(encoding="utf-8"))
    return create_bare(settings["url"], settings["sizes"])
