"""A claim file of any size is read in the same memory."""

import subprocess
import sys
from pathlib import Path

from tests.interop import claims

EPISODES = 3000
MEASURE = """
import resource, sys
from pathlib import Path
from portal.interop.claims.read import read

def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = peak()
count = sum(1 for _ in read(Path(sys.argv[1])))
print(count, peak() - before)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    drugs = [{"TEN_THUOC": "Thuốc A" * 20, "MA_NHOM": "4"}] * 10
    path = claims.a_file(
        tmp_path, *(claims.visit({"XML2": drugs}, MA_LK=str(n)) for n in range(EPISODES))
    )
    answer = subprocess.run(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-c", MEASURE, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    count, grown_kib = map(int, answer.stdout.split())

    assert count == EPISODES
    assert path.stat().st_size > 10 * 1024 * 1024
    assert grown_kib < 8 * 1024
