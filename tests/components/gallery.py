"""The gallery: every component in every state, on one page, with people who do not exist."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace as Value

from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from portal.kernel import charts, growth_chart
from portal.kernel.assets import PREFIX, Assets
from portal.kernel.day_field import PartialDayField
from portal.kernel.templating import FoldingEnvironment

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SPRITE = ROOT / "static" / "img" / "icons.svg"
FACES = (
    *("grandmother", "grandfather", "woman", "man", "girl", "boy", "baby"),
    *("staff_man", "staff_woman", "person", "machine"),
)
DRAWINGS = ("record", "offline", "lock", "search", "done", "chart", "wait")
READINGS = (
    (date(2026, 6, 6), 162, 98),
    (date(2026, 7, 4), 158, 96),
    (date(2026, 8, 8), 151, 92),
    (date(2026, 9, 5), 148, 90),
    (date(2026, 10, 9), 145, 88),
    (date(2026, 11, 12), 142, 86),
)
MEDIAN = (3.2, 4.2, 5.1, 5.8, 6.4, 6.9, 7.3, 7.6, 7.9, 8.2, 8.5, 8.7, 8.9)  # shape only


class GalleryForm(Form):
    """One field of each kind."""

    personal_id = StringField("Số căn cước", description="12 số, ghi ở mặt trước thẻ căn cước")
    code = StringField("Mã OTP", description="Dùng được 5 phút, đến 8:46")
    pin = PasswordField("Mã riêng", description="Mã đã tự đặt khi mở tài khoản")
    place = StringField("Nơi tiêm")
    kilograms = StringField("Cân nặng")
    vaccine = SelectField("Mũi nào?", choices=[("ipv", "Bại liệt tiêm (IPV), mũi 1")])
    given = PartialDayField("Ngày tiêm")
    born = PartialDayField("Ngày sinh", description="Không nhớ ngày thì ghi năm")
    says = TextAreaField("Đúng là gì?")
    shared_phone = BooleanField("Điện thoại dùng chung", description="Không nhớ máy này")
    days = RadioField("Trong bao lâu?", choices=[("1", "Hôm nay"), ("7", "7 ngày")])


def filled_form() -> GalleryForm:
    """Return the form as it comes back with two mistakes."""
    typed = {"personal_id": "099 194 000 123", "shared_phone": "y", "days": "7"}
    form = GalleryForm(MultiDict(typed | {"given-day": "25", "given-month": "12"}))
    form.given.errors = ["Ngày 25/12/2026 chưa đến. Nhập ngày đã tiêm"]
    form.place.errors = ["Chưa nhập nơi tiêm"]
    return form


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _pressure() -> charts.TrendChart:
    upper = charts.Series("Số trên", tuple((on, up) for on, up, _ in READINGS), 140)
    lower = charts.Series("Số dưới", tuple((on, low) for on, _, low in READINGS), 90)
    return charts.trend_chart(
        (upper, lower),
        title="Huyết áp 6 tháng",
        summary="Huyết áp đang giảm dần",
        number=_number,
        day=lambda on: f"{on.day}/{on.month}",
    )


def _growth() -> growth_chart.GrowthChart:
    lines = {
        z: [(age, middle * (1 + 0.13 * z)) for age, middle in enumerate(MEDIAN)]
        for z in (-2, -1, 0, 1, 2)
    }
    return growth_chart.growth_chart(
        lines,
        [(0, 3.1), (2, 4.8), (3, 5.6), (5, 6.6), (7, 7.1), (9, 7.6)],
        title="Cân nặng",
        summary="Bé tăng cân đều",
        axis="Tuổi (tháng)",
        number=_number,
    )


def _result(name: str, verdict: str, tone: str, value: str, at: int) -> Value:
    line = Value(value=value, value_x=at, tone=tone, low="3,9", low_x=68, high="6,4", high_x=146)
    return Value(
        id=f"result-{at}",
        name=name,
        purpose="",
        verdict=verdict,
        tone=tone,
        action="Uống thuốc đều, bớt đồ ngọt.",
        line=line,
        sentence=f"{value} mmol/L. Mức thường 3,9 đến 6,4.",
        source="Trạm Y tế xã ghi 12/11/2026.",
    )


def _look(who: str, avatar: str, tag: tuple[str, str, str], **more: object) -> Value:
    seen = {"who": who, "avatar": avatar, "tag": tag, "place": "Bệnh viện đa khoa Sen Hồ"}
    plain = {"what": "Đã xem: thuốc, dị ứng", "time": "22:15", "machine": False}
    links = [("#unknown", "Tôi không biết người này")]
    return Value(**(seen | plain | {"links": links, "note": None} | more))


def _looks() -> list[Value]:
    note = Value(lead="Bệnh viện ghi lý do:", strong="ngất", rest="Xem xét trước 22:15 hôm nay.")
    return [
        _look("Bác sĩ trực cấp cứu", "staff_man", ("Mở khẩn cấp", "bad", ""), note=note),
        _look("Hà Thị Lan", "woman", ("Người đại diện", "plain", "people"), links=[]),
        _look("Máy", "machine", ("Không ai đọc", "plain", ""), machine=True, links=[]),
    ]


def sheet(folder: Path) -> str:
    """Return the style sheet as it is served, built into a folder."""
    built = Assets(ROOT / "static", folder)
    return (folder / built.url("app.css").removeprefix(PREFIX)).read_text(encoding="utf-8")


def gallery(style: str = "", *, auto_reload: bool = False) -> str:
    """Render the gallery with a style sheet inside; components are called when files may change."""
    environment = FoldingEnvironment("vi", TEMPLATES, auto_reload=auto_reload)
    environment.loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), FileSystemLoader(Path(__file__).parent)]
    )
    environment.globals.update(asset=lambda _name: "")
    sprite = SPRITE.read_text(encoding="utf-8").replace("<svg ", '<svg class="hidden" ', 1)
    return environment.get_template("gallery.html").render(
        sheet=Markup(style),  # noqa: S704 - our own style sheet
        sprite=Markup(sprite.replace('<use href="#logo"/>', "")),  # noqa: S704 - our own drawing
        form=filled_form(),
        faces=FACES,
        drawings=DRAWINGS,
        spark=charts.sparkline((9.1, 8.8, 8.6, 7.8), "warn"),
        results=[
            _result("Đường máu lúc đói", "Cao hơn mức thường", "warn", "7,8", 190),
            _result("Creatinin", "Trong mức thường", "ok", "5,2", 110),
        ],
        pressure=_pressure(),
        growth=_growth(),
        looks=_looks(),
    )
