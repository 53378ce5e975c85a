"""Sharing, asking, naming, an emergency: what residents and clinicians begin with each other."""

from uuid import UUID

from tests.browser.company import Company
from tests.browser.walker import Walker

REASON = "Người nhà chưa tới, cần biết thuốc đang dùng và dị ứng"
MINI_VISIT = {"reason": "Đau đầu", "code_0": "I10", "name_0": "Tăng huyết áp"}


def act(company: Company) -> None:
    """Leave a draft at every page, a request asked, a record open and an emergency begun."""
    men = company.person("Phạm Thị Mến")
    _shares(company["men"], men)
    _answers(company["men"], men)
    _names(company["men"], men)
    _blocks(company["men"], men, company.staff("ha"))
    _clinic(company, men)
    _lets_in(company["lan"], company.person("Trương Hà Vy"))
    _adds(company["thom"], company.person("Trương Hà Vy"))
    _at_the_desk(company, men)


def _shares(men: Walker, person: UUID) -> None:
    men.open(f"/people/{person}/sharing/new")
    men.follow("/parts$")
    men.send("/parts$", {"sections": ["visits", "medicines"]})
    men.send("/time$", {"duration": "7", "purpose": "visit"})


def _lets_in(lan: Walker, baby: UUID) -> None:
    """Let Lan open her baby's record to Thơm."""
    lan.open(f"/people/{baby}/sharing/new?name=Th%C6%A1m")
    lan.follow("/parts$")
    lan.send("/parts$", {"sections": ["visits", "medicines", "results", "doses", "history"]})
    lan.send("/time$", {"duration": "7", "purpose": "visit"})
    lan.send("/check$", {"answer": "agree"})


def _answers(men: Walker, person: UUID) -> None:
    men.open(f"/people/{person}/sharing")
    men.follow("/requests/")
    men.follow("/parts$")
    men.send("/parts$", {"sections": ["visits"]})


def _names(men: Walker, person: UUID) -> None:
    men.open(f"/people/{person}/representatives/new")
    who = {"who": "else", "number": "099096000302", "full_name": "Vi Văn Nam"}
    men.send("/representatives/new$", who)
    men.send("/rights$", {"scopes": "see"})
    men.send("/time$", {"term": "6"})


def _blocks(men: Walker, person: UUID, staff: UUID) -> None:
    men.open(f"/people/{person}/blocked/{staff}")
    men.send("/blocked/")
    men.open(f"/people/{person}/blocked/{staff}/lift")


def _clinic(company: Company, person: UUID) -> None:
    """Quân asks before a witness, and opens somebody's record in an emergency."""
    quan = company["quan"]
    quan.open("/clinic/")
    quan.send("/clinic/search$", {"query": "Giàng A Tủa"})
    if not any("formaction" in part for part in quan.html.splitlines()):
        quan.follow("/clinic/search/.*/people/")
    quan.send("/ask/witness$", {"sections": ["visits"], "purpose": "visit"})
    quan.open(f"/clinic/patients/{person}/emergency")
    company["thom"].open("/clinic/witness")
    company["thom"].follow("/clinic/witness/")
    quan.open("/clinic/")
    quan.send("/clinic/search$", {"query": "Phạm Thị Mến"})
    quan.open(f"/clinic/patients/{person}/emergency")
    fields = {"reason": "unconscious", "explanation": REASON, "code": company.totp("quan")}
    quan.send("/emergency$", fields)
    ha = company["ha"]
    ha.open("/clinic/")
    ha.send("/clinic/search$", {"query": "099195000123"})
    ha.open(f"/clinic/patients/{company.person('Hà Thị Lan')}/emergency")


def _adds(thom: Walker, person: UUID) -> None:
    page = f"/clinic/patients/{person}/add"
    for kind in ("", "/values", "/visit", "/dose"):
        thom.open(page + kind)
    thom.open(f"{page}/advice")
    thom.send("/add/advice", {"reason": "Tái khám", "advice": "Uống nhiều nước"})
    thom.open(page)
    thom.follow("/correct$")


def _at_the_desk(company: Company, person: UUID) -> None:
    hanh = company["hanh"]
    hanh.open("/desk/")
    hanh.send("/desk/search$", {"query": "Phạm Thị"})
    page = f"/desk/people/{person}"
    for part in ("", "/key-card", "/representatives"):
        hanh.open(page + part)
    wish = {
        "number": "099198000285",
        "full_name": "Lương Thị Hoa",
        "scopes": "see",
        "term": "6",
        "presence": "both_present",
    }
    hanh.send("/representatives$", wish)
    hanh.send("/colleague$")
    naming = hanh.path
    company["dung"].open(f"{naming}/second")
    hanh.open(f"{page}/representatives")
    hanh.follow("/end$")
