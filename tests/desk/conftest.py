"""Who stands at the counter, and who sits behind it."""

import pytest
from flask import Flask

from tests import cast
from tests.cast import Member
from tests.client import InspectingClient
from tests.desk import counter


@pytest.fixture
def dieu(app: Flask) -> Member:
    return counter.dieu()


@pytest.fixture
def lan(app: Flask, dieu: Member) -> Member:
    member = cast.lan()
    cast.a_household(member)
    return member


@pytest.fixture
def hanh(app: Flask, lan: Member) -> InspectingClient:
    return counter.at_the_desk(app, cast.hanh())


@pytest.fixture
def dung(app: Flask, lan: Member) -> InspectingClient:
    return counter.at_the_desk(app, cast.dung())
