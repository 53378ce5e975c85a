"""What an episode says about its patient: enough to find, never enough to overwrite."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest

from portal.interop.cells import identity
from portal.interop.claims import texts
from portal.interop.claims.read import Claim, Fields
from portal.interop.problems import N_, CellRefused
from portal.interop.values.person import IdentifierValue, PatientMatch, PlaceValue
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import IdentifierSystem, Sex

_SEXES = {"1": Sex.MALE, "2": Sex.FEMALE}
_NEWBORN = timedelta(days=28)


def patient(claim: Claim, facility: str, started: datetime, *, old_form: bool) -> PatientMatch:
    """Return the patient of an episode; raise CellRefused when birth or name is unusable."""
    row = claim.summary
    name = row.get("HO_TEN", "")
    if not any(letter.isalpha() for letter in name):
        raise CellRefused("HO_TEN", N_("The name is missing."))
    born = texts.birth(row.get("NGAY_SINH", ""), old_form=old_form)
    numbers = (*_identity(row), *_cards(row))
    personal = next((n.value for n in numbers if n.system is IdentifierSystem.PERSONAL_ID), "")
    return PatientMatch(
        full_name=name,
        birth=born,
        sex=_SEXES.get(row.get("GIOI_TINH", ""), Sex.UNKNOWN),
        personal_id=personal,
        identifiers=numbers,
        facility_code=facility,
        facility_patient_code=row.get("MA_BN", ""),
        phone=identity.phone(row.get("DIEN_THOAI", "")),
        place=_place(row),
        mother_name=_mother(claim),
        ethnicity_code=texts.coded("MA_DANTOC", row.get("MA_DANTOC", "")),
        blood_group=row.get("NHOM_MAU", ""),
        newborn_under_parent_name=_is_newborn(born, started, personal),
    )


def _identity(row: Fields) -> Iterator[IdentifierValue]:
    """Infer what SO_CCCD holds from its shape; an unknown shape is no key to anybody."""
    try:
        found = identity.identity(row.get("SO_CCCD", ""), "SO_CCCD")
    except CellRefused:
        return
    if found is not None:
        yield found


def _cards(row: Fields) -> Iterator[IdentifierValue]:
    """Match the parallel lists of cards and their days; lists may differ in length."""
    columns = (
        texts.parts(row.get("MA_THE_BHYT") or row.get("MA_THE", "")),
        texts.parts(row.get("GT_THE_TU", "")),
        texts.parts(row.get("GT_THE_DEN", "")),
        texts.parts(row.get("MA_DKBD", "")),
    )
    for number, begin, end, place in zip_longest(*columns, fillvalue=""):
        try:
            card = identity.insurance(number, "MA_THE_BHYT")
        except CellRefused:
            continue
        if card is not None:
            yield IdentifierValue(
                system=card.system,
                value=card.value,
                valid_from=texts.loose_day(begin),
                valid_to=texts.loose_day(end),
                issued_by=place,
            )


def _place(row: Fields) -> PlaceValue:
    return PlaceValue(
        line=row.get("DIA_CHI", ""),
        commune_code=row.get("MAXA_CU_TRU", ""),
        old_district_code=row.get("MAHUYEN_CU_TRU", ""),
        province_code=row.get("MATINH_CU_TRU", ""),
    )


def _mother(claim: Claim) -> str:
    for part in ("XML7", "XML8"):
        for row in claim.rows(part):
            if row.get("HO_TEN_ME"):
                return row["HO_TEN_ME"]
    return ""


def _is_newborn(born: PartialDate | None, started: datetime, personal_id: str) -> bool:
    """Say whether the name on the row must be a parent's.

    QĐ 4750, XML1 field 4: a newborn without a card is written under the name of mother,
    father or guardian. A baby of at most 28 days without an identity number of its own
    is one, whether or not a temporary card was made for it.
    """
    if born is None or not born.is_exact or personal_id:
        return False
    age = started.date() - born.day
    return timedelta(0) <= age <= _NEWBORN
