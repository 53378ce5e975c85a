"""The columns of a list of facilities."""

from portal.kernel.sheets.headed import Layout

LAYOUT = Layout(
    columns={
        "code": ("Mã cơ sở", "Mã CSKCB", "Mã cơ sở KCB", "Mã cơ sở khám chữa bệnh"),
        "name": ("Tên cơ sở", "Tên CSKCB", "Tên cơ sở khám chữa bệnh"),
        "phone": ("Điện thoại", "Số điện thoại"),
        "merged_into": ("Sáp nhập vào", "Mã cơ sở mới"),
        "merged_on": ("Ngày sáp nhập",),
    },
    required=("code", "name"),
)
