"""What the station's desk does from the server's shell."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts.models import Account
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.kernel.db import database, session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Relation
from portal.people.models import Membership, Person
from portal.people.places import Household, Village
from tests.accounts import steps
from tests.cast import Member, a_person, hung, sign_in
from tests.client import InspectingClient
from tests.conftest import Time


def events() -> list[Event]:
    with database().engine.connect() as connection:
        return list(connection.execute(sa.select(AuditLine.event)).scalars())


def accounts() -> int:
    with database().engine.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(Account)).scalar_one())


def printed_code(app: Flask, someone: Member) -> str:
    ran = app.test_cli_runner().invoke(
        args=["accounts", "issue-code", "--by", "Y sĩ Thơm"], input=someone.personal_id + "\n"
    )
    assert ran.exit_code == 0, ran.output
    return ran.output.strip().splitlines()[-1]


def test_a_printed_code_signs_in_without_a_phone(app: Flask, visitor: InspectingClient) -> None:
    someone = a_person("Vi Văn Núi", born=PartialDate.of_year(1950), personal_id="999050000111")
    session.commit()

    code = printed_code(app, someone)
    steps.type_number(visitor, someone.personal_id)

    assert steps.type_code(visitor, code.lower()).location == "/home"
    assert Event.CODE_ISSUED in events()


def test_a_printed_code_opens_once_and_only_its_own_account(
    app: Flask, visitor: InspectingClient
) -> None:
    someone = hung()
    other = a_person("Vi Văn Núi", born=PartialDate.of_year(1950), personal_id="999050000111")
    session.commit()
    code = printed_code(app, someone)

    steps.type_number(visitor, other.personal_id)
    assert steps.type_code(visitor, code).status_code == 422
    owner = steps.browser(app)
    steps.type_number(owner, someone.personal_id)
    assert steps.type_code(owner, code).location == "/home"
    again = steps.browser(app)
    steps.type_number(again, someone.personal_id)
    assert steps.type_code(again, code).status_code == 422


def test_a_printed_code_lives_a_day_and_dies_with_the_next(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    first, second = printed_code(app, someone), printed_code(app, someone)

    steps.type_number(visitor, someone.personal_id)
    assert steps.type_code(visitor, first).status_code == 422
    time.pass_by(hours=24)
    steps.type_number(visitor, someone.personal_id)
    assert steps.type_code(visitor, second).status_code == 422


@pytest.mark.parametrize("number", ["999080", "999000000000"])
def test_a_number_without_account_is_said_calmly(app: Flask, number: str) -> None:
    ran = app.test_cli_runner().invoke(
        args=["accounts", "issue-code", "--by", "Y sĩ Thơm", "--personal-id", number]
    )

    assert ran.exit_code == 1
    assert ran.output.startswith("Error: ")


def test_accounts_are_opened_from_fourteen_on_and_once(app: Flask) -> None:
    """Fourteen on Tuesday 24 November 2026: born on that day of 2012, or surely before."""
    for number, born in enumerate(
        (
            PartialDate(date(2012, 11, 24)),
            PartialDate(date(2012, 11, 25)),
            PartialDate.of_year(2011),
            PartialDate.of_year(2012),
            PartialDate.of_year(1941),
        )
    ):
        a_person(
            f"Người {number}",
            born=born,
            personal_id=f"99900000000{number}",
            with_account=False,
        )
    a_person("Không Có Số", born=PartialDate.of_year(1960))
    dead = a_person(
        "Đã Mất", born=PartialDate.of_year(1930), personal_id="999030000000", with_account=False
    )
    session.execute(
        sa.update(Person).where(Person.id == dead.person_id).values(deceased_on=date(2020, 1, 1))
    )
    session.commit()

    first = app.test_cli_runner().invoke(args=["accounts", "enrol"])
    second = app.test_cli_runner().invoke(args=["accounts", "enrol"])

    assert "3 accounts opened" in first.output
    assert "0 accounts opened" in second.output
    assert accounts() == 3
    assert events().count(Event.ACCOUNT_OPENED) == 3


def test_one_village_is_enrolled_by_its_name(app: Flask) -> None:
    for number, name in enumerate(("Bản Đoàn Kết", "Bản Suối Lốc")):
        village = Village(name=name, name_folded=name.lower(), commune="Đồng Sen")
        village.name_folded = ("ban doan ket", "ban suoi loc")[number]
        household = Household(code=str(number), commune="Đồng Sen")
        session.add_all([village, household])
        session.flush()  # the rows below point here
        household.village_id = village.id
        someone = a_person(
            f"Người {number}",
            born=PartialDate.of_year(1980),
            personal_id=f"99908000010{number}",
            with_account=False,
        )
        session.add(
            Membership(
                household_id=household.id,
                person_id=someone.person_id,
                relation=Relation.HEAD,
                joined_on=date(2020, 1, 1),
            )
        )
    session.commit()

    ran = app.test_cli_runner().invoke(args=["accounts", "enrol", "--village", "ban Đoàn kết"])

    assert "1 accounts opened" in ran.output


def test_the_station_ends_every_session_of_a_person(app: Flask, visitor: InspectingClient) -> None:
    someone = hung()
    session.commit()
    sign_in(visitor, someone)

    ran = app.test_cli_runner().invoke(
        args=["accounts", "end-sessions"], input=someone.personal_id + "\n"
    )

    assert "1 sessions ended" in ran.output
    assert visitor.get("/account").location == "/sign-in"
    assert Event.SESSION_ENDED in events()


def test_traces_of_signing_in_go_after_thirty_days(
    app: Flask, visitor: InspectingClient, time: Time
) -> None:
    someone = hung()
    session.commit()
    steps.walk_in(visitor, someone)
    steps.type_number(steps.browser(app), someone.personal_id)

    kept = app.test_cli_runner().invoke(args=["accounts", "tidy"])
    time.pass_by(days=31)
    gone = app.test_cli_runner().invoke(args=["accounts", "tidy"])

    assert "0 rows deleted" in kept.output
    assert "0 rows deleted" not in gone.output
    with database().engine.connect() as connection:
        for table in ("throttle", "sign_in_attempt", "one_time_code", "known_device"):
            query = sa.select(sa.func.count()).select_from(sa.table(table))
            assert connection.execute(query).scalar_one() == 0
