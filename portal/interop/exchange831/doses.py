"""Part C of the record: one THONGTINMUITIEM per dose or planned dose."""

from datetime import date

from portal.interop.cells import days, numbers
from portal.interop.exchange831 import tags
from portal.interop.exchange831.nodes import Node
from portal.interop.exchange831.read import RecordRow
from portal.interop.problems import N_, CellRefused, RowProblem
from portal.interop.values.dose import DoseStatus, DoseValue
from portal.interop.values.person import PatientMatch

_GIVEN = "1"


def doses(
    row: RecordRow, subject: PatientMatch, today: date
) -> tuple[tuple[DoseValue, ...], list[RowProblem]]:
    """Return the doses of a record, and a line of the report for each that is wrong."""
    found: list[DoseValue] = []
    problems: list[RowProblem] = []
    for item in row.record.items("DSTIEMCHUNG"):
        try:
            found.append(_dose(item, row, subject, today))
        except CellRefused as refused:
            problems.append(refused.on_row(row.row))
    return tuple(found), problems


def _dose(item: Node, row: RecordRow, subject: PatientMatch, today: date) -> DoseValue:
    vaccine = item.get("TENVACXIN") or item.get("MAVACXIN")
    if not vaccine:
        raise CellRefused("TENVACXIN", N_("The vaccine is missing."))
    given = item.get("TRANGTHAI") == _GIVEN
    given_on = days.past_day(item.get("NGAYTIEM"), "NGAYTIEM", today) if given else None
    if given and given_on is None:
        raise CellRefused("NGAYTIEM", N_("The day of a given dose is missing."))
    return DoseValue(
        row=row.row,
        subject=subject,
        vaccine=vaccine,
        vaccine_code=item.get("MAVACXIN"),
        table=tags.DOSE_TABLES.get(item.get("LOAIVACXIN"), ""),
        dose_number=numbers.whole(item.get("MUITHU")),
        status=DoseStatus.GIVEN if given else DoseStatus.PLANNED,
        given_on=given_on,
        facility=row.header.get("SENDER_NAME"),
        reaction=item.get("PHANUNGSAUTIEM"),
        gestation_month=_month(item.get("THANGTHAI")),
        next_on=days.whole_day(item.get("NGAYHENTIEM"), "NGAYHENTIEM"),
    )


def _month(text: str) -> int | None:
    month = numbers.whole(text)
    return month if month is not None and 1 <= month <= 10 else None
