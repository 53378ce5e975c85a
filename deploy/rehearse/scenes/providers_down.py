"""The SMS gateway and the payment provider refuse, hang and fail: pages stay quick, messages wait.

When the gateway is back, what waited leaves, each message once.
"""

import threading
import time
from collections import Counter
from contextlib import ExitStack

from deploy.rehearse import people
from deploy.rehearse.gateway import Gateway
from deploy.rehearse.host import Host, production
from deploy.rehearse.load import Answer, Browser
from deploy.rehearse.ports import free_port
from deploy.rehearse.processes import wait_until
from deploy.rehearse.stage import Stage
from deploy.rehearse.verdict import Verdict
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.receiving.models import Provider
from tests import cast
from tests.cast import Member
from tests.gateways.begun import a_family

FAULTS = ("refusing", "hanging", "failing")
QUICK = 10.0  # seconds, on a machine with other work; a page that waits for a provider takes 30
ASKERS = 6
COMMUNE, PREFIX = "Xã Nà Hoa", "NH"  # not that of the people who are there already


def play(stage: Stage) -> None:
    payment, port = Gateway(), free_port()
    with production(stage, people=8, settings=_momo(port)) as host:
        payment.start_with(host.certificate, port)
        stage.callback(payment.stop)
        with people.as_an_operator(host):
            family = a_family(COMMUNE, PREFIX)
            order = str(family.begin(Provider.MOMO).id)
            askers = [_an_asker(number) for number in range(ASKERS)]
            session.commit()
        payer = people.browser(host)
        payer.seconds = 60  # the one who waits for MoMo itself
        people.sign_in(host, payer, family.lan)
        before = len(host.gateway.accepted)
        for number, fault in enumerate(FAULTS):
            stage.say(f"both providers are {fault}")
            with ExitStack() as faults:
                faults.enter_context(getattr(host.gateway, fault)())
                faults.enter_context(getattr(payment, fault)())
                _pages(host, stage.verdict, payer, order, askers[number::3], fault)
        _drains(host, stage.verdict, askers, before)


def _momo(port: int) -> dict[str, str]:
    return {
        "PORTAL_COMMUNE_NAME": COMMUNE,
        "PORTAL_MOMO_PARTNER_CODE": "DEMO",
        "PORTAL_MOMO_ACCESS_KEY": "for the rehearsal",
        "PORTAL_MOMO_SECRET_KEY": "for the rehearsal",
        "PORTAL_MOMO_URL": f"https://localhost:{port}",
    }


def _an_asker(number: int) -> Member:
    return cast.a_person(
        f"Người Đợi Tin {number}",
        born=PartialDate.of_year(1980),
        personal_id=f"99918000{number:04}",
        phone=f"+8490000020{number}",
    )


def _pages(
    host: Host, verdict: Verdict, payer: Browser, order: str, askers: list[Member], fault: str
) -> None:
    """Go to the provider; meanwhile others read, and ask for codes."""
    answers: list[Answer] = []
    paying = threading.Thread(
        target=lambda: answers.append(payer.get(f"/fees/orders/{order}/provider"))
    )
    paying.start()
    slowest = 0.0
    for resident in host.residents[:4]:
        reader = people.browser(host, 100)
        reader.cookies["__Host-sid"] = resident.token
        began = time.monotonic()
        record = reader.get(f"/people/{resident.person_id}/record")
        slowest = max(slowest, time.monotonic() - began)
        verdict.expect(record.status == 200, f"a record answered {record.status}")
    for asker in askers:
        began = time.monotonic()
        told = people.browser(host, 120).submit("/sign-in", {"personal_id": asker.personal_id})
        slowest = max(slowest, time.monotonic() - began)
        verdict.expect(told.status == 303, f"asking for a code answered {told.status}")
    paying.join(45)
    said = [answer.status for answer in answers]
    verdict.expect(said == [503], f"who pays is told to come back, not {said}")
    verdict.expect(all("115" in a.text or "<h1" in a.text for a in answers), "on a whole page")
    verdict.figure(f"slowest page {fault} s", slowest)
    verdict.expect(slowest < QUICK, f"pages do not wait while providers are {fault}")


def _drains(host: Host, verdict: Verdict, askers: list[Member], before: int) -> None:
    def arrived() -> Counter[str]:
        return Counter(one["Phone"] for one in host.gateway.accepted[before:])

    phones = {f"0{asker.phone.removeprefix('+84')}" for asker in askers}
    waited = wait_until(lambda: phones <= arrived().keys(), 150, "what waited has left")
    verdict.figure("drained in s", waited)
    verdict.figure("messages", sum(arrived().values()))
    verdict.expect(set(arrived().values()) == {1}, "each message left once")
