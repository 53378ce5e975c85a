"""What an account of staff must have by its roles, when it is opened at the server."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portal.kernel.db import session
from portal.kernel.i18n import gettext
from portal.staff.models import StaffMember
from tests import cast
from tests.staff.test_activating import flask

COMMUNE = ("--commune", "Xã Đồng Sen")
ENTRY = ("--role", "data_entry")
VILLAGE_HEAD = ("--role", "village_head")
LAST, PAST = ("--ends-on", "2026-12-31"), ("--ends-on", "2026-11-01")
OF_ONE_VILLAGE = "Only a village head or a health collaborator works for one village"
BAC = ("--village", "suoi bac")


def opening(app: Flask, *more: str) -> str:
    """Open an account at the station; return what was refused, empty when it was opened."""
    cast.a_facility(cast.STATION)
    cast.a_village("Suối Bạc")
    cast.a_village("Nà Hoa", "Xã Nà Hoa")
    given = ("create", "tu", "--full-name", "Vi Văn Tú", "--facility", cast.STATION)
    done = flask(app, *given, *more)
    return str(done.output).removeprefix("Error: ").strip() if done.exit_code else ""


@pytest.mark.parametrize(
    "more",
    [
        ("--role", "clinician"),
        ("--role", "station_head"),
        ("--role", "station_staff", *COMMUNE),
        ("--role", "station_staff", "--role", "clinician", *COMMUNE),
        (*VILLAGE_HEAD, *COMMUNE, *BAC),
        ("--role", "collaborator", *VILLAGE_HEAD, *COMMUNE, *BAC),
        (*ENTRY, *COMMUNE, "--ends-on", "2026-12-31"),
    ],
)
def test_an_account_that_keeps_the_rules_is_opened(app: Flask, more: tuple[str, ...]) -> None:
    assert opening(app, *more) == ""
    assert session.scalars(sa.select(StaffMember.staff_name)).all() == ["tu"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--role", "station_staff"), "This role needs a commune"),
        ((*ENTRY, "--ends-on", "2026-12-31"), "This role needs a commune"),
        ((*ENTRY, *COMMUNE), "Data entry needs a last day of work"),
        ((*ENTRY, *COMMUNE, "--ends-on", "2026-11-24"), "The last day of work must be after today"),
        ((*ENTRY, *COMMUNE, "--ends-on", "2027-06-30"), "Data entry lasts six months at most"),
        (
            (*ENTRY, "--role", "clinician", *COMMUNE, "--ends-on", "2026-12-31"),
            "Data entry goes with no other role",
        ),
        (
            ("--role", "clinician", "--ends-on", "2026-11-01"),
            "The last day of work must be after today",
        ),
        ((*VILLAGE_HEAD, *COMMUNE), "Choose the village of this person"),
        ((*VILLAGE_HEAD, *BAC), "0 villages"),
        ((*VILLAGE_HEAD, *COMMUNE, "--village", "Nà Hoa"), "0 villages"),
        (
            ("--role", "station_staff", *COMMUNE, *BAC),
            OF_ONE_VILLAGE,
        ),
    ],
)
def test_an_account_that_breaks_a_rule_is_not(app: Flask, more: tuple[str, ...], said: str) -> None:
    assert gettext(said) in opening(app, *more)  # the shell speaks Vietnamese
    assert session.scalars(sa.select(StaffMember.staff_name)).all() == []


def test_one_person_has_one_account(app: Flask) -> None:
    lan = cast.lan()
    number = ("--personal-id", lan.personal_id)
    assert opening(app, "--role", "clinician", *number) == ""

    done = flask(
        app, "create", "lan2", "--full-name", "Hà Thị Lan", "--facility", cast.STATION,
        "--role", "station_staff", *COMMUNE, *number,
    )  # fmt: skip

    assert gettext("This person has a staff account already") in done.output


def test_the_database_keeps_a_village_within_a_commune(app: Flask) -> None:
    quan, village = cast.quan(), cast.a_village()
    session.commit()

    with pytest.raises(IntegrityError):
        session.execute(
            sa.update(StaffMember)
            .where(StaffMember.id == quan.staff_id)
            .values(commune=None, village_id=village)
        )
    session.rollback()


def test_the_code_is_no_part_of_the_address(app: Flask) -> None:
    cast.a_facility(cast.STATION)
    done = flask(
        app, "create", "tu", "--full-name", "Vi Văn Tú", "--role", "clinician",
        "--facility", cast.STATION,
    )  # fmt: skip

    address, name, code, until = done.output.splitlines()
    assert address.endswith("/staff/activate")
    assert name.endswith(" tu")
    assert code[12:16] not in address
    assert "until 09:00 on 25/11/2026" in until


def test_the_list_names_roles_place_and_standing(app: Flask) -> None:
    cast.thom()
    cast.elsewhere()
    flask(app, "suspend", "tuoi")
    opening(app, *VILLAGE_HEAD, *COMMUNE, *BAC)

    lines = flask(app, "list").output.splitlines()

    assert [line.split()[:2] for line in lines] == [
        ["thom", "active"],
        ["tu", "not_set_up"],
        ["tuoi", "suspended"],
    ]
    assert "[clinician, station_staff]" in lines[0]
    assert "99101 / Xã Đồng Sen / Suối Bạc" in lines[1]
