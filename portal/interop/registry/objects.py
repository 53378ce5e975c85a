"""Subjects and doses of the citizen book's JSON (field names seen in public clients)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from portal.interop.cells import days, identity, numbers, people, text_of
from portal.interop.problems import N_, CellRefused
from portal.interop.registry.read import RegistryObject, cell
from portal.interop.registry.words import antigens, is_given
from portal.interop.values.dose import DoseStatus, DoseValue, SubjectValue
from portal.interop.values.person import (
    IdentifierValue,
    PatientMatch,
    PlaceValue,
    RelativeValue,
)
from portal.people.kinds import IdentifierSystem, TieKind

_MOTHER_CODE = "1"


def _text(fields: Mapping[str, Any], name: str) -> str:
    return text_of(cell(fields.get(name), name))


def _match(subject: Mapping[str, Any], today: date) -> PatientMatch:
    name = _text(subject, "ho_ten")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused("ho_ten", N_("The name is missing."))
    personal = identity.identity(cell(subject.get("ma_dinh_danh"), "ma_dinh_danh"), "ma_dinh_danh")
    code = _text(subject, "ma_doi_tuong")
    own = () if personal is None else (personal,)
    registry = (IdentifierValue(system=IdentifierSystem.REGISTRY_SUBJECT, value=code),)
    is_personal = personal is not None and personal.system is IdentifierSystem.PERSONAL_ID
    return PatientMatch(
        full_name=name,
        birth=days.past_day(cell(subject.get("ngay_sinh"), "ngay_sinh"), "ngay_sinh", today),
        sex=people.registry_sex(cell(subject.get("gioi_tinh"), "gioi_tinh"), "gioi_tinh"),
        personal_id=personal.value if personal is not None and is_personal else "",
        identifiers=(*own, *registry) if code else own,
        phone=identity.phone(cell(subject.get("dien_thoai"), "dien_thoai")),
        mother_name=next((r.full_name for r in _carers(subject) if r.kind is TieKind.MOTHER), ""),
        place=PlaceValue(
            line=_text(subject, "ho_khau_dia_chi"),
            hamlet=_text(subject, "ho_khau_thon_ap"),
            commune=_text(subject, "ho_khau_xa"),
            province=_text(subject, "ho_khau_tinh"),
        ),
    )


def _carers(subject: Mapping[str, Any]) -> Iterator[RelativeValue]:
    listed = subject.get("ds_nguoi_cham_soc")
    for carer in listed if isinstance(listed, list) else ():
        if not isinstance(carer, dict) or not _text(carer, "ho_ten"):
            continue
        number = identity.identity(cell(carer.get("cmnd"), "cmnd"), "cmnd")
        is_mother = _text(carer, "quan_he") == _MOTHER_CODE
        known = number is not None and number.system is IdentifierSystem.PERSONAL_ID
        yield RelativeValue(
            kind=TieKind.MOTHER if is_mother else TieKind.CAREGIVER,
            full_name=_text(carer, "ho_ten"),
            personal_id=number.value if number is not None and known else "",
            phone=identity.phone(cell(carer.get("so_dien_thoai"), "so_dien_thoai")),
            birth_year=numbers.whole(cell(carer.get("nam_sinh"), "nam_sinh")),
        )


def subject_of_object(row: RegistryObject, today: date) -> SubjectValue:
    """Return the subject of an object of `doi_tuong`."""
    followed = _text(row.fields, "theo_doi")
    return SubjectValue(
        row=row.row,
        match=_match(row.fields, today),
        relatives=tuple(_carers(row.fields)),
        followed=followed == "1" if followed else None,
    )


def dose_of_object(row: RegistryObject, today: date) -> DoseValue:
    """Return the dose or plan of an object of `lich_su_tiem` (state 1 planned, 2 given)."""
    fields = row.fields
    vaccine = _text(fields, "ten_vacxin")
    if not vaccine:
        raise CellRefused("ten_vacxin", N_("The vaccine is missing."))
    clock, on = days.split_clock(cell(fields.get("ngay_tiem"), "ngay_tiem"))
    given = is_given(_text(fields, "trang_thai"), bool(text_of(on)))
    given_on = days.past_day(on, "ngay_tiem", today) if given else None
    if given and given_on is None:
        raise CellRefused("ngay_tiem", N_("The day of a given dose is missing."))
    reaction = fields.get("phan_ung_sau_tiem")
    return DoseValue(
        row=row.row,
        subject=_match(row.subject, today),
        vaccine=vaccine,
        antigens=antigens(_text(fields, "khang_nguyen")),
        dose_number=numbers.whole(cell(fields.get("thu_tu_mui_tiem"), "thu_tu_mui_tiem")),
        status=DoseStatus.GIVEN if given else DoseStatus.PLANNED,
        given_on=given_on,
        given_at=clock if given else None,
        lot=_text(fields, "lo_vacxin"),
        facility=_text(fields, "co_so_tiem_chung"),
        vaccinator=_text(fields, "nguoi_tiem"),
        reaction=_text(reaction, "loai_phan_ung") if isinstance(reaction, dict) else "",
        scar=people.yes_no(cell(fields.get("seo"), "seo")),
        within_24_hours=people.yes_no(cell(fields.get("truoc_24h"), "truoc_24h")),
    )
