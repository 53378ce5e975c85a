"""Columns of immunisation exports, by header: subjects, doses, and one column per dose.

No original of an export is public, so columns are found by their words (accents and case
ignored) and their order means nothing.
"""

from dataclasses import dataclass

from portal.immunisation.vaccines import dose_number_in, recognise
from portal.kernel.sheets.headed import Header, Layout

_SUBJECT = {
    "code": ("Mã đối tượng", "Mã ĐT", "Mã số đối tượng"),
    "name": ("Họ và tên", "Họ tên", "Họ tên trẻ", "Tên đối tượng", "Họ và tên trẻ"),
    "birth": ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh"),
    "sex": ("Giới tính", "Giới", "Nam/Nữ"),
    "male": ("Nam",),
    "female": ("Nữ",),
    "identity": ("Số định danh/CCCD", "Số định danh", "CCCD", "CMND/CCCD", "Mã định danh"),
    "ethnicity": ("Dân tộc",),
    "mother": ("Họ tên mẹ", "Họ và tên mẹ", "Mẹ"),
    "mother_year": ("Năm sinh mẹ",),
    "mother_phone": ("Điện thoại mẹ", "SĐT mẹ"),
    "father": ("Họ tên cha", "Họ tên bố", "Cha", "Bố"),
    "guardian": ("Người giám hộ", "Người chăm sóc"),
    "phone": ("SĐT", "Điện thoại", "Số điện thoại"),
    "province": ("Tỉnh/TP", "Tỉnh"),
    "commune": ("Xã/Phường", "Xã"),
    "hamlet": ("Thôn/Ấp", "Thôn", "Thôn/Bản"),
    "address": ("Địa chỉ",),
    "followed": ("Tình trạng theo dõi", "Theo dõi"),
}
_DOSE = {
    "vaccine": ("Tên vắc xin", "Vắc xin", "Vacxin", "Tên vacxin", "Loại vắc xin"),
    "antigens": ("Kháng nguyên",),
    "number": ("Mũi thứ", "Mũi", "Lần tiêm", "Thứ tự mũi", "Mũi số"),
    "given": ("Ngày tiêm", "Thời gian tiêm", "Ngày giờ tiêm"),
    "clock": ("Giờ tiêm",),
    "status": ("Trạng thái", "Tình trạng tiêm"),
    "lot": ("Số lô", "Lô vắc xin", "Lô vacxin"),
    "facility": ("Cơ sở tiêm chủng", "Cơ sở tiêm", "Nơi tiêm"),
    "vaccinator": ("Người tiêm",),
    "scar": ("Sẹo",),
    "within_24h": ("Tiêm trong 24h", "Trước 24h"),
    "reaction": ("Phản ứng sau tiêm", "Phản ứng"),
    "funding": ("Loại hình", "Nguồn vắc xin", "Hình thức"),
    "next": ("Ngày hẹn", "Ngày hẹn tiêm"),
}

SUBJECTS = Layout(columns=_SUBJECT, required=("name", "birth", "code"))
DOSES = Layout(
    columns={**_SUBJECT, **_DOSE},
    required=("name", "vaccine", "given"),
    carried=("code", "name", "birth", "sex", "identity", "mother"),
)
# One row a child, one column a dose: told apart by the dose columns, see `dose_columns`.
WIDE = Layout(columns=_SUBJECT, required=("name", "birth"))

_FEWEST_DOSE_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class DoseColumn:
    """A column whose cells are the days of one dose."""

    title: str
    vaccine: str
    number: int | None


def dose_column(title: str) -> DoseColumn | None:
    """Read "5in1 mũi 1", "bOPV 2" or "VNNB B3" as a dose; None for any other header."""
    vaccine = recognise(title)
    if vaccine is None:
        return None
    return DoseColumn(title, vaccine.name.vi, dose_number_in(title))


def dose_columns(header: Header) -> tuple[DoseColumn, ...]:
    """Return the dose columns of a wide sheet, none when it has too few to be one."""
    found = tuple(c for title in header.other.values() if (c := dose_column(title)) is not None)
    return found if len(found) >= _FEWEST_DOSE_COLUMNS else ()
