"""While people read and write, a new key comes and the old one goes: no request fails."""

import json
import time as stopwatch
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from flask import Flask

from portal.accounts.signed_in import token_hash
from portal.finding.services import MOST_PER_HOUR
from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.staff.models import StaffSession
from tests import cast
from tests.conftest import Time
from tests.faults.commands import flask_all
from tests.faults.far_browser import FarBrowser
from tests.faults.mortal_server import MortalServer

PEOPLE, LOOKS, DESK = 30, 40, "s.token-of-the-desk"
DESKS = 3
SEARCHES = MOST_PER_HOUR // DESKS  # of each desk: one member of staff sits at all of them


class Desk(Thread):
    """Searches for people by number: seals what was typed, opens what is found.

    Searches are limited, looks at what was found are not.
    """

    def __init__(self, port: int, members: list[cast.Member], done: Event) -> None:
        super().__init__()
        self._browser, self._members, self._done = FarBrowser(port, DESK), members, done
        self.answers: Counter[int] = Counter()

    def run(self) -> None:
        for member in self._members[:SEARCHES]:
            typed = {"query": member.personal_id}
            status, _page = self._browser.submit("/desk/", typed, to="/desk/search")
            self.answers[status] += 1
            found = self._browser.sent_to
            for _look in range(LOOKS):
                if self._done.is_set():
                    return
                self._look_at(found)
        while not self._done.is_set():
            self._look_at(found)

    def _look_at(self, found: str) -> None:
        status, _page = self._browser.get(found)
        self.answers[status] += 1


def people_and_a_desk() -> list[cast.Member]:
    members = [
        cast.a_person(
            f"Lò Văn {number}",
            born=PartialDate.of_year(1980),
            personal_id=f"999080{number:06}",
            phone=f"+84900{number:06}",
        )
        for number in range(1, PEOPLE + 1)
    ]
    now = clock.now()
    session.add(
        StaffSession(
            token_hash=token_hash(DESK),
            staff_id=cast.hanh().staff_id,
            started_at=now,
            last_seen_at=now,
            confirmed_at=now,
            expires_at=now.replace(year=now.year + 1),
            device="Chrome, Windows",
        )
    )
    session.commit()
    return members


def test_no_request_fails_while_the_key_is_changed(
    app: Flask, database_url: str, time: Time, tmp_path: Path
) -> None:
    time.now = datetime.fromtimestamp(stopwatch.clock_gettime(stopwatch.CLOCK_REALTIME), UTC)
    members, done = people_and_a_desk(), Event()
    server = MortalServer(tmp_path / "served", database_url)
    server.start()
    desks = [Desk(server.port, members, done) for _ in range(DESKS)]
    try:
        for desk in desks:
            desk.start()
        change = [["keys", "add"], ["keys", "activate", "2"], ["keys", "rotate", "--batch", "5"]]
        ends, said = flask_all(server, change)
        assert ends == [0, 0, 0], said.decode()
        ends, said = flask_all(server, [["keys", "rotate"], ["keys", "remove", "1", "--at-once"]])
        assert ends == [0, 0], said.decode()
        stopwatch.sleep(2)
    finally:
        done.set()
        for desk in desks:
            desk.join()
        server.kill()

    answers = sum((desk.answers for desk in desks), Counter())
    assert set(answers) == {200, 303}, (answers, server.log.read_text())
    assert answers[303] >= len(desks), "nobody was at work"
    ring = json.loads((tmp_path / "served" / "keyring.json").read_text())
    assert isinstance(ring["1"], dict), "the old key is gone, but for what must last"
    assert isinstance(ring["2"], str)
