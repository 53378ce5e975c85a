"""A file of any size is read in the same memory, and so is what a run has met in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop import claims

EPISODES, ROWS = 3000, 60_000
MEASURE = """
import resource, sys
from pathlib import Path
{read}

def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

{first}
before = peak()
count = sum(1 for _ in {items})
print(count, peak() - before)
"""
CLAIMS = MEASURE.format(
    read="from portal.interop.claims.read import read",
    first="",
    items="read(Path(sys.argv[1]))",
)
DOSES = MEASURE.format(
    read="from datetime import date\n"
    "from portal.interop.registry.map import values\n"
    "from portal.interop.registry.read import read",
    first="",
    items="values(read(Path(sys.argv[1])), date(2026, 11, 24))",
)
MET = MEASURE.format(
    read="from portal.interop.runs.spoken import Spoken",
    first="spoken = Spoken()",
    items="(spoken.add((str(n), n) for n in range(at, at + 5000)) or at"
    " for at in range(0, 400_000, 5000))",
)


def grown(script: str, path: Path) -> tuple[int, int]:
    """Return how many things the script read, and by how many KiB it grew."""
    answer = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    count, kib = map(int, answer.stdout.split())
    return count, kib


def test_claims_are_read_in_the_same_memory(tmp_path: Path) -> None:
    drugs = [{"TEN_THUOC": "Thuốc A" * 20, "MA_NHOM": "4"}] * 10
    path = claims.a_file(
        tmp_path, *(claims.visit({"XML2": drugs}, MA_LK=str(n)) for n in range(EPISODES))
    )
    count, kib = grown(CLAIMS, path)

    assert count == EPISODES
    assert path.stat().st_size > 10 * 1024 * 1024
    assert kib < 8 * 1024


@pytest.mark.parametrize("same_child", [True, False])
def test_doses_are_read_in_the_same_memory(tmp_path: Path, same_child: bool) -> None:
    path = tmp_path / "doses.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Mã đối tượng,Họ và tên,Ngày sinh,Tên vắc xin,Ngày tiêm,Trạng thái,Số lô\n")
        for n in range(ROWS):
            child = 0 if same_child else n
            file.write(
                f"DT{child:08},Người Thử {child},12/03/2024,BCG,13/03/2024,Đã tiêm,L{n:060}\n"
            )
    count, kib = grown(DOSES, path)

    assert count == ROWS
    assert path.stat().st_size > 6 * 1024 * 1024
    assert kib < 8 * 1024


def test_what_a_run_has_met_takes_the_same_memory(tmp_path: Path) -> None:
    count, kib = grown(MET, tmp_path)

    assert count == 80
    assert kib < 20 * 1024
