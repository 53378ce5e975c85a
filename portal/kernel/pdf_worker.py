"""The process that sets sheets: HTML in, PDF out, nothing fetched.

Protocol on both pipes: a length (8 bytes, big-endian), then so many bytes; a length of 0
says that the sheet could not be set.
"""

import resource
import struct
import sys
from pathlib import Path
from typing import IO, Any

LENGTH = ">Q"
STYLES = Path(__file__).resolve().parents[2] / "static" / "css" / "sheet.css"
MEMORY = 1024 * 1024 * 1024
LARGEST = 8 * 1024 * 1024


def main() -> None:
    """Set sheets until the pipe is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    setter = _setter(Path(sys.argv[1]).read_text(encoding="utf-8"))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while header := stdin.read(struct.calcsize(LENGTH)):
        size = struct.unpack(LENGTH, header)[0]
        _reply(stdout, b"" if size > LARGEST else _set(setter, stdin.read(size)))


def _setter(styles: str) -> Any:
    """Import WeasyPrint once; nothing but data: addresses may be read."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    sheet = CSS(string=styles, font_config=fonts, url_fetcher=fetcher)

    def set_sheet(html: bytes) -> bytes:
        document = HTML(string=html.decode(), url_fetcher=fetcher, base_url="about:blank")
        made: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts)
        return made

    return set_sheet


def _set(setter: Any, html: bytes) -> bytes:
    try:
        made: bytes = setter(html)
    except Exception:
        return b""
    return made


def _reply(stdout: IO[bytes], made: bytes) -> None:
    stdout.write(struct.pack(LENGTH, len(made)) + made)
    stdout.flush()


if __name__ == "__main__":
    main()
