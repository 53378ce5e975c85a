"""The whole host: a resident signs in through nginx with a code from a message and reads."""

import ssl
import time

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
        _slips(host, stage)


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


def _slips(host: Host, stage: Stage) -> None:
    with people.as_an_operator(host) as app:
        ask_and_allow(app, host.owner_url, SLIPS)
    made = "SELECT count(*) FROM slip_part"
    took = wait_until(
        lambda: int(host.database.sql(made, "portal")) > 0, 180, "the worker makes slips"
    )
    stage.verdict.figure(f"{SLIPS} slips s", took)
