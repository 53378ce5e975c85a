"""What people did with the portal: signed in, got messages, asked for a correction, consented."""

from bench.province.commune import Commune
from bench.province.people import Household, Resident
from portal.accounts.signed_in import token_hash
from portal.kernel import crypto

SIGNED_IN, SENT, OVER = "2026-06-0{} 08:00:00+07", "2026-06-0{} 08:00:05+07", "2026-06-0{} 09:00+07"
ONE_CASE_OF, ONE_OPEN_OF, ONE_CONSENT_OF = 100, 20, 50
CONSENTED = (("2026-05-01 08:00:00+07", "2026-06-01"), ("2026-11-20 08:00:00+07", "2027-03-01"))


def add(commune: Commune, household: "Household") -> None:
    """Write down what the people of a household did."""
    for one in household.members:
        chance = household.number * 4 + one.position
        if one.account:
            _sign_in(commune, one, chance)
            if chance % ONE_CASE_OF == 0:
                _open_case(commune, one, chance // ONE_CASE_OF)
        if chance % ONE_CONSENT_OF == 0:
            _consent(commune, one, chance // ONE_CONSENT_OF)


def _sign_in(commune: Commune, one: "Resident", chance: int) -> None:
    day = 1 + chance % 9
    commune.rows.add(
        "sign_in_session", commune.an_id(), token_hash(commune.an_id()), one.account,
        SIGNED_IN.format(day), SENT.format(day), SIGNED_IN.format(day), OVER.format(day), 900,
        False, "Chrome, Android", OVER.format(day), "idle",
    )  # fmt: skip
    commune.rows.add(
        "outbox", f"code:{commune.an_id()}", "code", SIGNED_IN.format(day), SIGNED_IN.format(day),
        1, SENT.format(day),
    )  # fmt: skip


def _open_case(commune: Commune, one: "Resident", number: int) -> None:
    is_open = number % ONE_OPEN_OF == 0
    commune.rows.add(
        "service_case", commune.an_id(), commune.today.year, commune.number * 1_000 + number,
        one.id, "wrong_fact", "received" if is_open else "answered", "address", "Tôi đã chuyển nhà",
        one.account, f"bench{number}", "2026-11-20 08:00:00+07", "2026-12-05",
        None if is_open else "Đã sửa", None if is_open else "2026-11-25 08:00:00+07",
    )  # fmt: skip


def _consent(commune: Commune, one: "Resident", number: int) -> None:
    granted, until = CONSENTED[number % 2]
    consent_id = commune.an_id()
    commune.rows.add(
        "consent", consent_id, one.id, commune.staff["clinician"], "follow_up", granted, until,
        "read_aloud", "1", bytes(32), crypto.seal("consent.wording", "Tôi đồng ý"), granted, "self",
    )  # fmt: skip
    for section in ("visits", "medicines", "results", "doses"):
        commune.rows.add("consent_section", consent_id, section)
