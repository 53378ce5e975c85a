"""From registry rows to subjects and doses."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from portal.interop.cells import Cell, days, identity, numbers, people, text_of
from portal.interop.problems import N_, CellRefused, RowProblem
from portal.interop.registry import layout
from portal.interop.registry.objects import dose_of_object, subject_of_object
from portal.interop.registry.read import RegistryObject, RegistryRow, RowKind
from portal.interop.registry.words import antigens, is_given
from portal.interop.values.dose import DoseStatus, DoseValue, Funding, SubjectValue
from portal.interop.values.person import (
    IdentifierValue,
    PatientMatch,
    PlaceValue,
    RelativeValue,
)
from portal.kernel.remembered import remembered
from portal.kernel.sheets.headed import Record
from portal.kernel.text import fold
from portal.people.kinds import IdentifierSystem, Sex, TieKind

Mapped = SubjectValue | DoseValue | RowProblem
_DIGITS = re.compile(r"\d+")
# The columns a match is read from, and nothing else is.
_WHO = (
    "name", "birth", "sex", "male", "female", "identity", "code", "phone", "mother_phone",
    "mother", "address", "hamlet", "commune", "province",
)  # fmt: skip


def values(rows: Iterable[RegistryRow | RegistryObject], today: date) -> Iterator[Mapped]:
    """Yield what the rows say: subjects, doses, and a subject's doses of a wide sheet.

    A dose whose day cannot be read is a line of the report; the row's other doses stay.
    """
    matches = _Matches(today)
    for row in rows:
        try:
            yield from _said(row, matches)
        except CellRefused as refused:
            yield _on_row(row, refused)


def _said(row: RegistryRow | RegistryObject, matches: "_Matches") -> Iterable[Mapped]:
    if isinstance(row, RegistryObject):
        make = subject_of_object if row.kind is RowKind.SUBJECT else dose_of_object
        return (make(row, matches.today),)
    if row.kind is RowKind.DOSE:
        return (_dose(row, matches),)
    if row.kind is RowKind.SUBJECT:
        return (_subject(row, matches.of(row.record)),)
    return _wide(row, matches)


class _Matches:
    """Who the rows are about; the rows of one child are read once, as long as they say the same.

    Rows about one child give the very same match, so that it is looked up once too.
    """

    def __init__(self, today: date) -> None:
        self.today = today
        self._said: list[Cell] = []
        self._match: PatientMatch | None = None

    def of(self, record: Record) -> PatientMatch:
        get = record.cells.get
        said = [get(column) for column in _WHO]
        if self._match is None or said != self._said:
            self._match, self._said = _match(record, self.today), said
        return self._match


def _on_row(row: RegistryRow | RegistryObject, refused: CellRefused) -> RowProblem:
    """Say where the cell is; with several sheets, the sheet's name goes before the column."""
    if isinstance(row, RegistryObject):
        return refused.on_row(row.row)
    column = f"{row.sheet}: {refused.column}" if row.sheet else refused.column
    return RowProblem(row.record.row, column, refused.reason)


def _match(record: Record, today: date) -> PatientMatch:
    title = record.header.title
    name = record.text("name")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused(title("name"), N_("The name is missing."))
    numbers_found = tuple(_numbers(record))
    personal = [n.value for n in numbers_found if n.system is IdentifierSystem.PERSONAL_ID]
    return PatientMatch(
        full_name=name,
        birth=days.past_day(record["birth"], title("birth"), today),
        sex=_sex(record),
        personal_id=personal[0] if personal else "",
        identifiers=numbers_found,
        phone=identity.phone(record["phone"]) or identity.phone(record["mother_phone"]),
        mother_name=record.text("mother"),
        place=PlaceValue(
            line=record.text("address"),
            hamlet=record.text("hamlet"),
            commune=record.text("commune"),
            province=record.text("province"),
        ),
    )


def _sex(record: Record) -> Sex:
    if "male" in record.header.positions and "female" in record.header.positions:
        male, female = people.ticked(record["male"]), people.ticked(record["female"])
        return Sex.MALE if male else Sex.FEMALE if female else Sex.UNKNOWN
    return people.sex(record["sex"], record.header.title("sex"))


def _numbers(record: Record) -> Iterator[IdentifierValue]:
    found = identity.identity(record["identity"], record.header.title("identity"))
    if found is not None:
        yield found
    code = record.text("code")
    if code:
        yield IdentifierValue(system=IdentifierSystem.REGISTRY_SUBJECT, value=code)


def _subject(row: RegistryRow, match: PatientMatch) -> SubjectValue:
    record = row.record
    followed = fold(record.text("followed"))
    return SubjectValue(
        row=record.row,
        match=match,
        relatives=tuple(_relatives(record)),
        followed=followed.startswith("dang") if followed else None,
        exported_on=row.exported_on,
    )


def _relatives(record: Record) -> Iterator[RelativeValue]:
    for kind, column in (
        (TieKind.MOTHER, "mother"),
        (TieKind.FATHER, "father"),
        (TieKind.GUARDIAN, "guardian"),
    ):
        name = record.text(column)
        if name:
            yield RelativeValue(
                kind=kind,
                full_name=name,
                phone=identity.phone(record[f"{column}_phone"]),
                birth_year=numbers.whole(record[f"{column}_year"]),
            )


def _dose(row: RegistryRow, matches: _Matches) -> DoseValue:
    record = row.record
    title = record.header.title
    vaccine = record.text("vaccine")
    if not vaccine:
        raise CellRefused(title("vaccine"), N_("The vaccine is missing."))
    clock, on = days.split_clock(record["given"])
    given = is_given(record.text("status"), bool(text_of(on)))
    given_on = days.past_day(on, title("given"), matches.today) if given else None
    if given and given_on is None:
        raise CellRefused(title("given"), N_("The day of a given dose is missing."))
    return DoseValue(
        row=record.row,
        subject=matches.of(record),
        vaccine=vaccine,
        antigens=antigens(record.text("antigens")),
        dose_number=_number(record.text("number")),
        status=DoseStatus.GIVEN if given else DoseStatus.PLANNED,
        given_on=given_on,
        given_at=clock or days.time_of(record["clock"]),
        lot=record.text("lot"),
        facility=record.text("facility"),
        vaccinator=record.text("vaccinator"),
        reaction=record.text("reaction"),
        scar=people.yes_no(record["scar"]),
        within_24_hours=people.yes_no(record["within_24h"]),
        funding=_funding(record.text("funding")),
        next_on=_next(record),
        exported_on=row.exported_on,
    )


@remembered
def _number(text: str) -> int | None:
    """Read "Mũi 2" as 2."""
    found = _DIGITS.search(text)
    return numbers.whole(found[0]) if found else None


def _next(record: Record) -> date | None:
    return days.whole_day(record["next"], record.header.title("next"))


@remembered
def _funding(text: str) -> Funding:
    word = fold(text)
    if "tcmr" in word or "mo rong" in word:
        return Funding.PROGRAMME
    return Funding.SERVICE if "dich vu" in word else Funding.UNKNOWN


def _wide(row: RegistryRow, matches: _Matches) -> Iterator[Mapped]:
    """Yield the subject of a wide row and one dose for each day in its dose columns.

    A cross instead of a day says only that a dose was given: without a day it is no dose.
    """
    match = matches.of(row.record)
    yield _subject(row, match)
    for column in layout.dose_columns(row.record.header):
        cell = row.record.other.get(column.title)
        if not text_of(cell) or people.yes_no(cell) is False:
            continue
        try:
            given_on = days.past_day(cell, column.title, matches.today)
        except CellRefused as refused:
            yield _on_row(row, refused)
            continue
        if given_on is not None:
            yield DoseValue(
                row=row.record.row,
                subject=match,
                vaccine=column.vaccine,
                dose_number=column.number,
                given_on=given_on,
                exported_on=row.exported_on,
            )
