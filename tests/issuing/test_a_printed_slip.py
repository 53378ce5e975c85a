"""A slip says all of it inside its cut lines, whoever it is for."""

import io

from flask import Flask
from pypdf import PdfReader

from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.kernel.pdf import PdfWorker
from tests import cast
from tests.issuing import steps
from tests.issuing.test_slips_and_the_phone_on_file import printed

SHEET, SLIP = 841.9, 168.4  # points: A4, and a fifth of it
LONG = "Nguyễn Hoàng Thị Phương Thảo Nguyên"


def test_the_stations_number_stands_above_the_cut_of_every_slip(app: Flask) -> None:
    people = [
        cast.a_person(
            f"{LONG} {letter}",
            born=PartialDate.of_year(1950),
            personal_id=f"99915000010{number}",
            phone=f"+8490000020{number}" if number % 2 else "",
        )
        for number, letter in enumerate("ABCD")
    ]
    household = cast.a_household(*people)
    hanh, dung = cast.hanh(), cast.dung()
    session.commit()
    batch = steps.ask_household(steps.at(app, hanh), household)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    steps.make_all(app)
    worker = PdfWorker(60.0)
    pdf = worker.render(printed(batch))
    worker.close()

    heights: list[float] = []
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: (
            heights.append((tm[5] * cm[3] + cm[5]) % SHEET) if "0115" in text else None
        )
    )

    below_the_top = sorted((SHEET - height) % SLIP for height in heights)
    assert len(heights) == len(people)
    assert below_the_top[0] > SLIP / 2, "none runs over into the next slip"
    assert below_the_top[-1] < SLIP - 6, "none is cut off"
