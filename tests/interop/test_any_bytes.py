"""Whatever the bytes: a file is read, or refused in a sentence. Nothing else happens."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.interop.problems import FileRefused
from tests.interop.reading import DATA, everything

SAMPLES = sorted(path for path in DATA.iterdir() if path.suffix != ".md")
SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def taken_or_refused(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        with suppress(FileRefused):
            everything(Path(file.name))


@SETTINGS
@given(st.binary(max_size=2000))
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    taken_or_refused(content)


@SETTINGS
@given(st.text(max_size=2000), st.sampled_from(["utf-8", "utf-16", "cp1258"]))
def test_arbitrary_text_is_read_or_refused(text: str, encoding: str) -> None:
    taken_or_refused(text.encode(encoding, errors="ignore"))


@SETTINGS
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=6)), max_size=12),
    st.integers(0, 40_000),
)
def test_damaged_samples_are_read_or_refused(
    sample: Path, changes: list[tuple[int, bytes]], cut: int
) -> None:
    content = bytearray(sample.read_bytes())
    for at, new in changes:
        start = at % len(content)
        content[start : start + len(new)] = new
    taken_or_refused(bytes(content[: max(10, cut % (len(content) * 2))]))


@SETTINGS
@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=9), min_size=1, max_size=20))
def test_arbitrary_cells_below_a_real_header_are_read_or_refused(rows: list[list[str]]) -> None:
    header = "Mã hộ;Họ và tên;Ngày sinh;Giới tính;CCCD;Mã thẻ BHYT;Quan hệ;SĐT;Người đại diện"
    lines = [header] + [";".join(cell.replace("\n", " ") for cell in row) for row in rows]
    taken_or_refused("\n".join(lines).encode("utf-8", errors="ignore"))
