"""`flask slips make` sets real pages; what it stored opens as nothing else."""

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.issuing.leases import place
from portal.issuing.models import BatchState, SlipPart
from portal.kernel import crypto
from portal.kernel.crypto import SealBroken
from portal.kernel.db import session
from tests.conftest import Time
from tests.issuing import steps
from tests.issuing.test_making_slips import a_village_batch, the_file


def test_the_command_makes_pdf_pages(app: Flask) -> None:
    batch = a_village_batch(app, 2)

    done = app.test_cli_runner().invoke(args=["slips", "make"])

    assert done.exit_code == 0, done.output
    assert steps.state(batch) is BatchState.READY
    assert the_file(app, batch).startswith(b"%PDF-")


def test_the_nightly_command_erases_what_ran_out(app: Flask, time: Time) -> None:
    batch = a_village_batch(app, 2)
    steps.make_all(app)
    time.pass_by(hours=25)

    done = app.test_cli_runner().invoke(args=["slips", "tidy"])

    assert done.output == "1 batches ended\n"
    assert steps.state(batch) is BatchState.OVER


def test_a_part_opens_in_its_own_place_alone(app: Flask) -> None:
    batch = a_village_batch(app, 2)
    steps.make_all(app)
    pages = bytes(session.scalars(sa.select(SlipPart.pages)).one())

    assert b"slip-code" in crypto.unseal_bytes(place(batch, 1), pages)
    with pytest.raises(SealBroken):
        crypto.unseal_bytes(place(batch, 2), pages)
