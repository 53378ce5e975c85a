"""Kiểm tra tệp nhật ký đã tải về. Chỉ cần Python, không cần mạng, không cần trạm.

    python check_log.py nhat-ky.json
    python check_log.py nhat-ky.json --earlier nhat-ky-thang-truoc.json

Check a log file you downloaded. Each line holds a fingerprint of itself and of the line
before. This program computes every fingerprint again: a line that was changed, left out or
put elsewhere no longer fits. With --earlier it also checks that an older file of yours is
the beginning of the new one: nothing you have seen before was taken away.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

Fault = tuple[str, str] | None  # what is wrong first, in Vietnamese and in English
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def fingerprint(position: int, previous: str, body: Any) -> str:
    """SHA-256 of: a zero byte, the position (8 bytes), the fingerprint before, the words."""
    words = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    start = b"\x00" + position.to_bytes(8, "big") + bytes.fromhex(previous)
    return hashlib.sha256(start + words.encode()).hexdigest()


def fault_of(export: Any) -> Fault:
    """Hold every line to the one before, and the last to the end the station has signed."""
    previous, lines = "00" * 32, export["lines"]
    for number, line in enumerate(lines, start=1):
        if line["position"] != number:
            return f"Dòng {number}: bị thiếu.", f"Line {number} is missing."
        if line["previous"] != previous:
            return f"Dòng {number}: không nối dòng trước.", f"Line {number} follows another line."
        if line["hash"] != fingerprint(number, previous, line["body"]):
            return f"Dòng {number}: đã bị sửa.", f"Line {number} was changed."
        if line["body"]["chain"] != export["chain"]:
            return f"Dòng {number}: của người khác.", f"Line {number} is somebody else's."
        previous = line["hash"]
    signed = export["checkpoint"]
    if signed and signed["position"] > len(lines):
        return f"Thiếu từ dòng {len(lines) + 1}.", f"Line {len(lines) + 1} is missing."
    if signed and lines[signed["position"] - 1]["hash"] != signed["hash"]:
        number = signed["position"]
        return f"Dòng {number}: khác bản đã ký.", f"Line {number} is not the one that was signed."
    return None


def fault_between(earlier: Any, export: Any) -> Fault:
    """Say where an earlier file is not the beginning of this one."""
    for number, line in enumerate(earlier["lines"], start=1):
        if line not in export["lines"][number - 1 : number]:
            return f"Dòng {number}: khác tệp cũ.", f"Line {number} differs from the older file."
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description="Kiểm tra tệp nhật ký / check a log file")
    parser.add_argument("file", type=Path)
    parser.add_argument("--earlier", type=Path, help="tệp cũ hơn / an older file")
    asked = parser.parse_args()
    try:
        export = json.loads(asked.file.read_text(encoding="utf-8"))
        fault, count = fault_of(export), len(export["lines"])
        if asked.earlier and not fault:
            earlier = json.loads(asked.earlier.read_text(encoding="utf-8"))
            fault = fault_of(earlier) or fault_between(earlier, export)
    except UNREADABLE:
        fault, count = ("Tệp này không đọc được.", "This file cannot be read."), 0
    print(*(fault or (f"Đủ {count} dòng, không dòng nào bị sửa.", f"{count} lines are whole.")))
    sys.exit(1 if fault else 0)


if __name__ == "__main__":
    main()
