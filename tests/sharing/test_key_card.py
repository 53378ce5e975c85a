"""The paper key card: printed once, each code opens once, a new card ends the old one."""

import io
import re
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.audit.trail import Actor
from portal.consents import code_services
from portal.consents.codes import LETTERS, typed
from portal.kernel.db import session
from tests import cast

CODE = re.compile(rf"\b[{LETTERS}]{{4}} [{LETTERS}]{{4}}\b")


def _print(app: Flask, personal_id: str, out: Path) -> list[str]:
    """Print a card and read its codes off the paper."""
    done = app.test_cli_runner().invoke(
        args=["sharing", "key-card", "--by", "Vi Thị Thơm", "--out", str(out)], input=personal_id
    )
    assert done.exit_code == 0, done.output
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)
    numbers = [typed(found) for found in CODE.findall(text)]
    card_number = numbers[0]
    return [number for number in dict.fromkeys(numbers) if number != card_number]


def test_a_card_has_six_codes_and_each_opens_once(app: Flask, tmp_path: Path) -> None:
    men, quan = cast.men(), cast.quan()
    session.commit()

    codes = _print(app, men.personal_id, tmp_path / "card.pdf")

    assert len(codes) == 6
    assert code_services.use_scratch_code(men.person_id, codes[2], quan.staff_id)
    assert not code_services.use_scratch_code(men.person_id, codes[2], quan.staff_id)
    assert code_services.use_scratch_code(men.person_id, codes[5], quan.staff_id)


def test_a_code_opens_nobody_elses_record(app: Flask, tmp_path: Path) -> None:
    men, lan, quan = cast.men(), cast.lan(), cast.quan()
    session.commit()

    codes = _print(app, men.personal_id, tmp_path / "card.pdf")

    assert not code_services.use_scratch_code(lan.person_id, codes[0], quan.staff_id)
    assert not code_services.use_scratch_code(uuid4(), codes[0], quan.staff_id)


def test_a_new_card_makes_the_old_one_worthless(app: Flask, tmp_path: Path) -> None:
    men, quan = cast.men(), cast.quan()
    session.commit()

    old = _print(app, men.personal_id, tmp_path / "old.pdf")
    new = _print(app, men.personal_id, tmp_path / "new.pdf")

    assert not code_services.use_scratch_code(men.person_id, old[0], quan.staff_id)
    assert code_services.use_scratch_code(men.person_id, new[0], quan.staff_id)


def test_printing_a_card_is_in_the_log_and_never_overwrites_a_file(
    app: Flask, tmp_path: Path
) -> None:
    men = cast.men()
    session.commit()
    _print(app, men.personal_id, tmp_path / "card.pdf")

    again = app.test_cli_runner().invoke(
        args=["sharing", "key-card", "--by", "Thơm", "--out", str(tmp_path / "card.pdf")],
        input=men.personal_id,
    )

    assert again.exit_code == 1
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.KEY_CARD_ISSUED))
    assert [(line.person_id, line.actor_name) for line in lines] == [(men.person_id, "Vi Thị Thơm")]
    assert (tmp_path / "card.pdf").stat().st_mode & 0o077 == 0


def test_the_dead_and_unknown_get_no_card(app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(
        args=["sharing", "key-card", "--by", "Thơm", "--out", str(tmp_path / "card.pdf")],
        input="999158000067",
    )

    assert done.exit_code == 1
    assert not (tmp_path / "card.pdf").exists()


def test_whoever_printed_a_card_opens_nothing_with_it(app: Flask) -> None:
    men, quan, thom = cast.men(), cast.quan(), cast.thom()
    by = Actor(name="Y sĩ Vi Thị Thơm", staff_id=thom.staff_id)

    card = code_services.issue_key_card(men.person_id, by=by)
    session.flush()

    assert not code_services.use_scratch_code(men.person_id, card.codes[0], thom.staff_id)
    assert code_services.use_scratch_code(men.person_id, card.codes[0], quan.staff_id)
