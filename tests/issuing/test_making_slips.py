"""Making slips part by part, being killed in between, and taking them away."""

import io
import zipfile
from collections import Counter
from datetime import UTC
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.accounts import counter
from portal.accounts.models import Account, CounterCode
from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.issuing import making, retention
from portal.issuing.leases import LEASE
from portal.issuing.models import BatchState, SlipBatch, SlipLine, SlipPart
from portal.kernel import clock
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time
from tests.issuing import steps
from tests.issuing.steps import set_pages


def a_village_batch(app: Flask, count: int) -> UUID:
    """Let Hạnh ask and Dũng allow slips for so many people."""
    steps.many(count)
    hanh, dung = cast.hanh(), cast.dung()
    village = cast.a_village("Suối Bạc")
    batch = steps.ask_village(steps.at(app, hanh), village)
    assert steps.say(steps.at(app, dung), batch, "allow") == 303
    return batch


def live_codes() -> Counter[UUID]:
    """Count the codes each account can be opened with now."""
    found = session.scalars(
        sa.select(CounterCode.account_id).where(
            CounterCode.used_at.is_(None),
            CounterCode.replaced_at.is_(None),
            CounterCode.expires_at > clock.now(),
        )
    ).all()
    session.commit()
    return Counter(found)


def signed_in_as(app: Flask, staff_name: str) -> InspectingClient:
    found = session.execute(
        sa.text("SELECT id, full_name, facility_code FROM staff_member WHERE staff_name = :name"),
        {"name": staff_name},
    ).one()
    session.commit()
    staff_id = found.id if isinstance(found.id, UUID) else UUID(found.id)
    return steps.at(app, cast.StaffCast(staff_id, staff_name, found.full_name, found.facility_code))


def the_file(app: Flask, batch: UUID, staff_name: str = "hanh") -> bytes:
    browser = signed_in_as(app, staff_name)
    answer = browser.submit("/desk/slips", to=f"/desk/slips/{batch}/file")
    assert answer.status_code == 200, answer.text
    return bytes(answer.data)


def test_230_slips_come_in_five_parts(app: Flask) -> None:
    batch = a_village_batch(app, 230)

    assert steps.make_all(app) == 5

    assert steps.state(batch) is BatchState.READY
    assert sum(live_codes().values()) == 230
    with zipfile.ZipFile(io.BytesIO(the_file(app, batch))) as archive:
        assert archive.testzip() is None
        pages = [archive.read(name).decode() for name in archive.namelist()]
        assert archive.namelist() == [f"phieu-{number:03}.pdf" for number in range(1, 6)]
    assert [page.count("slip-code") for page in pages] == [50, 50, 50, 50, 30]
    assert all(f"Người Thứ {n}<" in "".join(pages) for n in range(230))
    taken = session.scalars(
        sa.select(AuditLine.person_id).where(AuditLine.event == Event.SLIPS_TAKEN)
    ).all()
    assert len(set(taken)) == len(taken) == 230


def test_a_printed_code_signs_in_once(app: Flask) -> None:
    batch = a_village_batch(app, 1)
    steps.make_all(app)
    page = the_file(app, batch).decode()

    code = page.split('slip-code"><b>')[1].split("</b>")[0].replace(" ", "")

    account = session.scalars(sa.select(Account.id)).one()
    assert counter.use(account, code, clock.now())
    assert not counter.use(account, code, clock.now())


def test_a_killed_maker_is_followed_by_another(app: Flask, time: Time) -> None:
    batch = a_village_batch(app, 70)

    def dies(_html: str) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        making.make_next(app, dies)
    assert steps.make_all(app) == 0  # the lease of the dead one still holds
    time.pass_by(seconds=LEASE.total_seconds() + 1)
    assert steps.make_all(app) == 2

    assert steps.state(batch) is BatchState.READY
    codes = live_codes()
    assert len(codes) == 70
    assert set(codes.values()) == {1}
    accounts = session.scalar(sa.select(sa.func.count()).select_from(Account))
    assert accounts == 70


def test_a_maker_that_comes_back_late_changes_nothing(app: Flask, time: Time) -> None:
    batch = a_village_batch(app, 3)
    late = making.take_part()
    session.commit()
    assert late is not None
    time.pass_by(seconds=LEASE.total_seconds() + 1)
    assert steps.make_all(app) == 1

    making.store(late, b"late")
    session.commit()

    parts = session.scalar(sa.select(sa.func.count()).select_from(SlipPart))
    session.commit()
    assert parts == 1
    assert b"late" not in the_file(app, batch)


def test_two_makers_share_the_work(app: Flask) -> None:
    a_village_batch(app, 3)
    first = making.take_part()
    session.commit()

    assert first is not None
    assert making.take_part() is None
    session.rollback()


def test_slips_are_sealed_where_they_lie(app: Flask) -> None:
    a_village_batch(app, 1)
    steps.make_all(app)

    pages = session.scalars(sa.select(SlipPart.pages)).one()

    assert b"Ng" not in bytes(pages)[:200]
    assert "Người Thứ 0".encode() not in bytes(pages)


def test_only_the_two_take_the_slips(app: Flask) -> None:
    batch = a_village_batch(app, 1)
    cast.thom()
    session.commit()
    steps.make_all(app)

    assert steps.say(signed_in_as(app, "thom"), batch, "file") == 422
    assert the_file(app, batch, "hanh") == the_file(app, batch, "dung")
    taken = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.SLIPS_TAKEN)).all()
    assert len({line.staff_id for line in taken}) == 2


def test_after_24_hours_slips_are_gone_by_the_clock_and_then_from_the_table(
    app: Flask, time: Time
) -> None:
    batch = a_village_batch(app, 2)
    steps.make_all(app)

    time.pass_by(hours=24)

    assert steps.say(signed_in_as(app, "hanh"), batch, "file") == 422
    assert not live_codes()
    assert retention.tidy() == 1
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(SlipPart)) == 0
    session.commit()
    assert steps.state(batch) is BatchState.OVER


def test_slips_are_good_for_24_hours_from_the_making(app: Flask, time: Time) -> None:
    a_village_batch(app, 2)
    time.pass_by(hours=5)
    steps.make_all(app)

    until = session.scalars(sa.select(SlipBatch.expires_at)).one()
    codes = session.scalars(sa.select(CounterCode.expires_at)).all()

    assert (until - clock.now().astimezone(UTC)).total_seconds() == 24 * 3600
    assert set(codes) == {until}


def test_an_unused_slip_is_asked_for_again_and_the_old_code_dies(app: Flask, time: Time) -> None:
    a_village_batch(app, 1)
    steps.make_all(app)
    time.pass_by(minutes=1)
    village = cast.a_village("Suối Bạc")
    session.commit()

    again = steps.ask_village(signed_in_as(app, "dung"), village)
    assert steps.say(signed_in_as(app, "hanh"), again, "allow") == 303
    steps.make_all(app)

    assert list(live_codes().values()) == [1]


def test_a_batch_in_which_nobody_is_left_is_over(app: Flask) -> None:
    batch = a_village_batch(app, 1)
    account_of = session.scalars(sa.select(SlipLine.person_id)).one()
    session.add(
        Account(
            id=account_of, person_id=account_of, opened_at=clock.now(), suspended_at=clock.now()
        )
    )
    session.commit()

    steps.make_all(app)

    assert steps.state(batch) is BatchState.OVER
    assert steps.say(signed_in_as(app, "hanh"), batch, "file") == 422


def test_the_progress_asks_again_only_while_slips_are_made(app: Flask) -> None:
    batch = a_village_batch(app, 51)
    hanh = signed_in_as(app, "hanh")
    htmx = {"HX-Request": "true"}
    making.make_next(app, set_pages)

    page = hanh.get(f"/desk/slips/{batch}/progress", headers=htmx).text
    late = hanh.get(f"/desk/slips/{batch}/progress?asked=99", headers=htmx).text
    making.make_next(app, set_pages)
    ready = hanh.get(f"/desk/slips/{batch}/progress", headers=htmx)

    assert "50" in page
    assert "hx-get" in page
    assert "hx-get" not in late
    assert ready.headers["HX-Redirect"] == f"/desk/slips/{batch}"
    assert hanh.get(f"/desk/slips/{batch}/progress").status_code == 303
