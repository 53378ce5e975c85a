"""Sheets are set in a process of their own, which can read nothing and may die."""

import base64
import io
import os
import signal
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from portal.kernel import pdf
from portal.kernel.errors import TooBusy
from portal.kernel.pdf import PdfWorker
from portal.kernel.pdf_worker import LARGEST

SECRET = "this must stay on the disk"


@pytest.fixture(scope="module")
def worker() -> Iterator[PdfWorker]:
    made = PdfWorker()
    yield made
    made.close()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    hits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()
    thread.join()


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_vietnamese_comes_out_as_it_went_in(worker: PdfWorker) -> None:
    content = worker.render("<h1>Hồ sơ của bà Phạm Thị Mến: nổi mẩn, khó thở</h1>")

    assert "Hồ sơ của bà Phạm Thị Mến: nổi mẩn, khó thở" in text_of(content)


def test_fonts_travel_with_the_file(worker: PdfWorker) -> None:
    reader = PdfReader(io.BytesIO(worker.render("<p>Dị ứng <b>thuốc</b></p>")))

    resources: Any = reader.pages[0]["/Resources"]
    fonts = resources["/Font"]
    described = [font.get_object()["/DescendantFonts"][0].get_object() for font in fonts.values()]
    assert described
    assert all("/FontFile2" in font["/FontDescriptor"] for font in described)


def test_pages_are_counted(worker: PdfWorker) -> None:
    content = worker.render('<body data-page="Trang">' + "<p>một dòng</p>" * 120)
    pages = len(PdfReader(io.BytesIO(content)).pages)

    assert pages > 1
    assert f"Trang 1/{pages}" in text_of(content)


def test_nothing_is_fetched_and_no_file_is_read(
    worker: PdfWorker, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, hits = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    content = worker.render(
        f"""<style>@import url({url}/import.css);</style>
        <link rel="stylesheet" href="{url}/link.css">
        <link rel="attachment" href="file://{secret}">
        <img src="{url}/picture.png"><img src="file://{secret}">
        <object data="{url}/object"></object><p>still here</p>"""
    )

    assert hits == []
    assert SECRET.encode() not in content
    assert not PdfReader(io.BytesIO(content)).attachments
    assert "still here" in text_of(content)


def test_a_picture_inside_the_page_reads_nothing_outside_it(
    worker: PdfWorker, listener: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, hits = listener
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    drawing = f"""<!DOCTYPE svg [<!ENTITY file SYSTEM "file://{secret}">]>
        <svg xmlns="http://www.w3.org/2000/svg" width="300" height="50">
        <style>@import url({url}/import.css);</style>
        <image href="{url}/picture.png" width="9" height="9"/>
        <use href="{url}/shapes.svg#one"/><text y="20">&file;</text></svg>"""
    encoded = base64.b64encode(drawing.encode()).decode()

    content = worker.render(
        f"""<style>@font-face {{ font-family: own; src: url({url}/font.woff) }}</style>
        <p style="font-family: own; background: url({url}/paper.png)">still here</p>
        <img src="data:image/svg+xml;base64,{encoded}">"""
    )

    assert hits == []
    assert SECRET not in text_of(content)
    assert "still here" in text_of(content)


def test_two_sheets_at_once_do_not_mix(worker: PdfWorker) -> None:
    made: dict[str, bytes] = {}

    def print_for(name: str) -> None:
        made[name] = worker.render(f"<p>Chỉ của {name}</p>")

    threads = [threading.Thread(target=print_for, args=(name,)) for name in ("Lan", "Mến")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {name: f"Chỉ của {name}" in text_of(made[name]) for name in made} == {
        "Lan": True,
        "Mến": True,
    }


def test_a_worker_that_dies_is_replaced(worker: PdfWorker) -> None:
    worker.render("<p>first</p>")
    before = worker.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)

    assert "second" in text_of(worker.render("<p>second</p>"))
    assert worker.pid != before


def test_a_sheet_that_takes_too_long_is_given_up(
    worker: PdfWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.2)

    with pytest.raises(pdf.SheetBroken):
        worker.render("<table>" + "<tr><td>row</td><td>row</td></tr>" * 20_000 + "</table>")
    monkeypatch.undo()
    assert "after" in text_of(worker.render("<p>after</p>"))


def test_an_answer_nobody_waited_for_reaches_nobody_else(
    worker: PdfWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(pdf, "_exactly", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worker.render("<p>Chỉ của Lan</p>")
    monkeypatch.undo()

    text = text_of(worker.render("<p>Chỉ của Mến</p>"))
    assert "Mến" in text
    assert "Lan" not in text


def test_a_page_beyond_all_measure_is_refused_before_the_worker_sees_it(worker: PdfWorker) -> None:
    worker.render("<p>first</p>")
    before = worker.pid

    with pytest.raises(pdf.SheetBroken):
        worker.render("x" * (LARGEST + 1))

    assert "next" in text_of(worker.render("<p>next</p>"))
    assert worker.pid == before


def test_the_worker_has_no_secret_of_the_web_server(
    worker: PdfWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    worker.close()
    worker.render("<p>first</p>")

    environment = Path(f"/proc/{worker.pid}/environ").read_bytes()
    assert SECRET.encode() not in environment
    assert b"PORTAL_" not in environment


def test_a_forked_process_gets_a_worker_of_its_own(worker: PdfWorker) -> None:
    worker.render("<p>parent</p>")
    parents = worker.pid
    worker._owner = -1  # as seen after a fork

    worker.render("<p>child</p>")

    assert parents is not None
    assert worker.pid != parents
    os.kill(parents, signal.SIGKILL)


def test_the_file_can_be_read_aloud(worker: PdfWorker) -> None:
    reader = PdfReader(io.BytesIO(worker.render('<html lang="vi"><h1>Hồ sơ</h1></html>')))
    root: Any = reader.trailer["/Root"]

    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]


def test_a_storm_of_prints_is_turned_away() -> None:
    full = PdfWorker()
    for _ in range(pdf.WAITING_AT_MOST + 1):
        full._places.acquire()

    with pytest.raises(TooBusy):
        full.render("<p>one too many</p>")
