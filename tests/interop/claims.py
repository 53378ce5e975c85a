"""Building claim files for tests: valid by default, broken where a test says so."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

SUMMARY = {
    "MA_LK": "99001.0001",
    "STT": "1",
    "MA_BN": "BN1",
    "HO_TEN": "HÀ THỊ LAN",
    "SO_CCCD": "999195000123",
    "NGAY_SINH": "199504020000",
    "GIOI_TINH": "2",
    "LY_DO_VV": "Đau đầu",
    "CHAN_DOAN_VAO": "Đau đầu",
    "CHAN_DOAN_RV": "Đau đầu",
    "MA_BENH_CHINH": "R51",
    "MA_BENH_KT": "",
    "NGAY_VAO": "202611120745",
    "NGAY_RA": "202611120830",
    "MA_LOAI_KCB": "01",
    "MA_CSKCB": "99001",
}
_TABLES = {
    "XML2": ("CHITIEU_CHITIET_THUOC", "DSACH_CHI_TIET_THUOC", "CHI_TIET_THUOC"),
    "XML3": ("CHITIEU_CHITIET_DVKT_VTYT", "DSACH_CHI_TIET_DVKT", "CHI_TIET_DVKT"),
    "XML4": ("CHITIEU_CHITIET_DICHVUCANLAMSANG", "DSACH_CHI_TIET_CLS", "CHI_TIET_CLS"),
    "XML5": (
        "CHITIEU_CHITIET_DIENBIENLAMSANG",
        "DSACH_CHI_TIET_DIEN_BIEN_BENH",
        "CHI_TIET_DIEN_BIEN_BENH",
    ),
    "XML9": (
        "CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH",
        "DSACH_GIAYCHUNGSINH",
        "DU_LIEU_GIAY_CHUNG_SINH",
    ),
}
_SINGLE = {
    "XML6": "CHI_TIEU_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS",
    "XML7": "CHI_TIEU_DU_LIEU_GIAY_RA_VIEN",
    "XML8": "CHI_TIEU_DU_LIEU_TOM_TAT_HO_SO_BENH_AN",
    "XML14": "CHI_TIEU_GIAYHEN_KHAMLAI",
}

Row = Mapping[str, str]


def elements(row: Row) -> str:
    return "".join(f"<{name}>{escape(text)}</{name}>" for name, text in row.items())


def summary(**values: str) -> str:
    """Return an XML1 with these elements changed; an element set to "-" is left out."""
    row = {name: text for name, text in {**SUMMARY, **values}.items() if text != "(absent)"}
    return f"<TONG_HOP>{elements(row)}</TONG_HOP>"


def part(kind: str, *rows: Row) -> str:
    """Return the inner document of another part."""
    if kind in _SINGLE:
        return f"<{_SINGLE[kind]}>{''.join(elements(r) for r in rows)}</{_SINGLE[kind]}>"
    root, group, name = _TABLES[kind]
    inside = "".join(f"<{name}>{elements(row)}</{name}>" for row in rows)
    return f"<{root}><{group}>{inside}</{group}></{root}>"


def packed(document: str) -> str:
    return base64.b64encode(document.encode()).decode()


def hoso(*files: tuple[str, str]) -> str:
    """Return an episode of parts given as kind and content of NOIDUNGFILE."""
    return (
        "<HOSO>"
        + "".join(
            f"<FILEHOSO><LOAIHOSO>{kind}</LOAIHOSO><NOIDUNGFILE>{content}</NOIDUNGFILE></FILEHOSO>"
            for kind, content in files
        )
        + "</HOSO>"
    )


def visit(parts: Mapping[str, Sequence[Row]] | None = None, /, **values: str) -> str:
    """Return an episode with its parts packed in base64."""
    others = [(kind, packed(part(kind, *rows))) for kind, rows in (parts or {}).items()]
    return hoso(("XML1", packed(summary(**values))), *others)


def envelope(*episodes: str, announced: int | None = None, sender: str = "99001") -> str:
    count = len(episodes) if announced is None else announced
    return (
        f"<GIAMDINHHS><THONGTINDONVI><MACSKCB>{sender}</MACSKCB></THONGTINDONVI><THONGTINHOSO>"
        f"<NGAYLAP>20261112</NGAYLAP><SOLUONGHOSO>{count}</SOLUONGHOSO><DANHSACHHOSO>"
        f"{''.join(episodes)}</DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>"
    )


def a_file(folder: Path, *episodes: str, announced: int | None = None) -> Path:
    """Write a claim file and return its path."""
    path = folder / "claims.xml"
    path.write_text(envelope(*episodes, announced=announced), encoding="utf-8")
    return path
