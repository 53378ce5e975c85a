"""The process that sets sheets: HTML in, PDF out, nothing fetched, nothing left behind.

Protocol on both pipes: a length (8 bytes, big-endian), then so many bytes; a length of 0
says that the sheet could not be set.
"""

import os
import resource
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

LENGTH = ">Q"
STYLES = Path(__file__).resolve().parents[2] / "static" / "css" / "sheet.css"
MEMORY = 1024 * 1024 * 1024
LARGEST = 8 * 1024 * 1024

Setter = Callable[[bytes], bytes]


def main() -> None:
    """Set sheets until the pipe is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold a record
    questions, answers = sys.stdin.buffer, _answers()
    set_sheet = _setter(Path(sys.argv[1]).read_text(encoding="utf-8"))
    while header := questions.read(struct.calcsize(LENGTH)):
        size = struct.unpack(LENGTH, header)[0]
        _reply(answers, _made(set_sheet, questions.read(size)))


def _answers() -> IO[bytes]:
    """Keep the pipe for answers alone: what a library prints goes to standard error."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def _setter(styles: str) -> Setter:
    """Import WeasyPrint once; nothing but data: addresses may be read."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    sheet = CSS(string=styles, font_config=fonts, url_fetcher=fetcher)

    def set_sheet(html: bytes) -> bytes:
        document = HTML(string=html.decode(), url_fetcher=fetcher, base_url="about:blank")
        made: bytes = document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
        return made

    return set_sheet


def _made(set_sheet: Setter, html: bytes) -> bytes:
    try:
        return set_sheet(html)
    except Exception:  # whatever a page does to the library, the next page is set
        return b""


def _reply(answers: IO[bytes], made: bytes) -> None:
    answers.write(struct.pack(LENGTH, len(made)) + made)
    answers.flush()


if __name__ == "__main__":
    main()
