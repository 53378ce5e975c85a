"""The whole host: a resident signs in through nginx with a code from a message and reads."""

import ssl
import time
from urllib.request import urlopen

from bench.slips import ask_and_allow
from deploy.rehearse import people
from deploy.rehearse.certificate import HOST
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Answer, Browser
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage
from deploy.rehearse.verdict import Verdict
from portal.kernel.db import session
from tests import cast
from tests.cast import Member

SLIPS = 12
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
FORGED = {
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-Proto": "http",
    "X-Forwarded-For": "192.0.2.7",
    "Forwarded": "for=192.0.2.7;host=elsewhere.example;proto=http",
}


def play(stage: Stage) -> None:
    with production(stage) as host:
        with people.as_an_operator(host):
            lan = cast.lan()
            session.commit()
        stage.say("the host runs")
        _resident(host, lan, stage.verdict)
        _outside(host, stage.verdict)
        _figures(host, lan, stage.verdict)
        _slips(host, stage)
        _checks_itself(host, stage.verdict)


def _resident(host: Host, lan: Member, verdict: Verdict) -> None:
    phone, began = people.browser(host), time.monotonic()
    arrived = people.sign_in(host, phone, lan)
    verdict.figure("signed in s", time.monotonic() - began)
    verdict.expect(arrived.status == 303, f"signed in, not {arrived.status}")
    record = phone.get(f"/people/{lan.person_id}/record")
    verdict.expect(record.status == 200 and "Lan" in record.text, "the record is shown")
    for name, value in HEADERS.items():
        verdict.expect(value in record.headers.get(name, ""), f"{name} says {value}")
    policy = record.headers.get("Content-Security-Policy", "")
    verdict.expect("default-src 'none'" in policy, "there is a content policy")
    verdict.expect(record.headers.get("Server") in (None, "nginx"), "no version is told")
    large = phone.submit("/account", {}, to="/account/large-text")
    verdict.expect(large.status == 303, "a form is taken")


def _outside(host: Host, verdict: Verdict) -> None:
    visitor = people.browser(host)
    for path in ("/readyz", "/healthz", "/metrics"):
        verdict.expect(visitor.get(path).status == 404, f"{path} is not there from outside")
    forged = visitor.get("/sign-in", **FORGED)
    verdict.expect(_is_ours(forged), "what a visitor says of the proxy is overwritten")
    long = visitor.post("/sign-in", {"personal_id": "9" * 70_000})
    verdict.expect(long.status == 413, f"a long body is refused, not {long.status}")
    plain = Browser(host.proxy.plain_port, None).get("/sign-in?a=1")
    verdict.expect(
        (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/sign-in?a=1"),
        "plain HTTP leads to TLS",
    )
    verdict.expect(_is_refused_elsewhere(host), "another name is not answered")
    inside = Browser(host.web_port, None).get("/readyz")
    verdict.expect(inside.text == "ready", f"inside it is ready, not {inside.status}")


def _is_ours(answer: Answer) -> bool:
    return answer.status == 200 and "Strict-Transport-Security" in answer.headers


def _is_refused_elsewhere(host: Host) -> bool:
    context = host.certificate.trusted()
    context.check_hostname = False
    stranger = Browser(host.proxy.port, context)
    stranger.host = "elsewhere.example"
    try:
        stranger.get("/")
    except ssl.SSLError:
        return True
    return False


def _figures(host: Host, lan: Member, verdict: Verdict) -> None:
    """Read what Prometheus reads: the pages' counts are in it, and nobody is."""
    with urlopen(f"http://127.0.0.1:{host.figures_port}/metrics", timeout=20) as answer:
        told = answer.read().decode()
    lines = told.splitlines()
    counted = [line for line in lines if line.startswith("portal_requests_total{")]
    verdict.figure("figures", sum(not line.startswith("#") for line in lines))
    verdict.expect(
        any("record" in line and 'status="200"' in line for line in counted),
        "the record that was opened is counted",
    )
    verdict.expect("portal_database_up 1.0" in lines, "the database is told to answer")
    of_lan = (lan.full_name, lan.personal_id, lan.phone, lan.phone[3:], str(lan.person_id))
    verdict.expect(not any(word in told for word in of_lan), "and nothing is told of anybody")


def _checks_itself(host: Host, verdict: Verdict) -> None:
    """Take the last step of the guide: sign the log once, and ask for faults (they raise)."""
    host.flask("audit", "checkpoint")
    found = host.flask("security", "selfcheck").splitlines()
    verdict.figure("self-checks", len(found))
    verdict.expect("OK     key ring" in found, "the key ring is found well kept")


def _slips(host: Host, stage: Stage) -> None:
    with people.as_an_operator(host) as app:
        ask_and_allow(app, host.owner_url, SLIPS)
    made = "SELECT count(*) FROM slip_part"
    took = wait_until(
        lambda: int(host.database.sql(made, "portal")) > 0, 180, "the worker makes slips"
    )
    stage.verdict.figure(f"{SLIPS} slips s", took)
