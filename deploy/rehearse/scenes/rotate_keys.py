"""A new key takes the old one's place while residents read and write: nobody notices."""

import json
from pathlib import Path

from deploy.rehearse import load, people
from deploy.rehearse.aftermath import judge
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Work
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage
from portal.kernel.keyring import KeyRing

RESIDENTS = 6


def play(stage: Stage) -> None:
    with production(stage, people=200) as host:
        ring = Path(host.environment["PORTAL_KEYRING"])
        tls = host.certificate.trusted()
        with load.residents_at_work(host.proxy.port, tls, host.residents[:RESIDENTS]) as work:
            for words in (("add",), ("activate", "2"), ("rotate", "--batch", "20")):
                said = _keys(host, *words)
                stage.say(f"keys {words[0]}: {said.splitlines()[-1]}")
                _goes_on(work)
            stage.verdict.figure("resealed", said.splitlines()[-1].split()[0])
            _keys(host, "rotate")  # what was held by a request, or written while it ran
            _keys(host, "remove", "1", "--at-once")
            _goes_on(work)
        stage.verdict.expect(KeyRing.read(ring).ids == (2,), "the old key is gone")
        stage.verdict.expect("field" not in json.loads(ring.read_text())["1"], "and opens no field")
        status = _keys(host, "status").splitlines()[-1]
        stage.verdict.expect(status.startswith("0 values"), f"all is sealed anew: {status}")
        host.web.kill()
        wait_until(lambda: people.browser(host).get("/sign-in").status == 200, 90, "it starts")
        for resident in host.residents[:RESIDENTS]:
            browser = load.Browser(host.proxy.port, tls, token=resident.token)
            page = browser.get(f"/people/{resident.person_id}/record")
            stage.verdict.expect(page.status == 200, f"a record opens afterwards: {page.status}")
        stage.verdict.expect(work.friendly == 0, f"no calm page was needed, not {work.friendly}")
        judge(host, work, stage.verdict)


def _keys(host: Host, *words: str) -> str:
    """Type `flask keys …` as the owner of the tables, past the pooler."""
    return host.flask("keys", *words, PORTAL_DATABASE_URL=host.owner_url, PORTAL_PGBOUNCER="0")


def _goes_on(work: Work) -> None:
    before = len(work.acknowledged)
    wait_until(lambda: len(work.acknowledged) > before + RESIDENTS, 180, "forms are taken")
