"""Lan, who lost her phone, and two of the desk with a browser each."""

import pytest
from flask import Flask

from portal.kernel.db import session
from tests import cast
from tests.cast import Member, StaffCast
from tests.client import InspectingClient
from tests.resets.counter import english, part_a


@pytest.fixture
def lan(app: Flask) -> Member:
    person = cast.lan()
    cast.a_household(person)
    part_a(person)
    return person


@pytest.fixture
def first(app: Flask, lan: Member) -> StaffCast:
    return cast.hanh()


@pytest.fixture
def second(app: Flask) -> StaffCast:
    member = cast.dung()
    session.commit()
    return member


@pytest.fixture
def hanh(app: Flask, first: StaffCast) -> InspectingClient:
    return english(app, first)


@pytest.fixture
def dung(app: Flask, second: StaffCast) -> InspectingClient:
    return english(app, second)
