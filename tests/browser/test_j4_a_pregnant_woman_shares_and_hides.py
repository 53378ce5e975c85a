"""J4: she lets the hospital doctor see for 7 days, and the husband's pages show nothing."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from portal.kernel import clock
from portal.kernel.db import session
from portal.kernel.partial_date import PartialDate
from portal.people.kinds import Sensitivity, Sex
from portal.representation.models import Representation, RepresentationKind
from tests import cast
from tests.browser.conftest import Phone
from tests.cast import Member
from tests.visits import builders

HOSPITAL = "99110"
TELLING = ("thai", "O26", "sinh sản", "Sản khoa", "sắt")


@pytest.fixture
def couple(phone: Phone) -> tuple[Member, Member]:
    """Hoa, who is pregnant, and Nam, whom she has named to see her record."""
    tail = "1" if phone.javascript else "2"
    with phone.commune.app.app_context():
        hoa = cast.a_person(
            "Lương Thị Hoa",
            born=PartialDate(date(1998, 5, 6)),
            personal_id=f"99919800077{tail}",
            phone=f"+8490000077{tail}",
        )
        nam = cast.a_person(
            "Vi Văn Nam",
            born=PartialDate(date(1996, 2, 3)),
            sex=Sex.MALE,
            personal_id=f"99909600088{tail}",
            phone=f"+8490000088{tail}",
        )
        session.add(
            Representation(
                id=uuid4(),
                person_id=hoa.person_id,
                representative_id=nam.person_id,
                kind=RepresentationKind.DELEGATE,
                sees=True,
                consents=True,
                pays=True,
                starts_at=clock.now(),
                ends_at=clock.now() + timedelta(days=90),
                registered_by="tests",
            )
        )
        _visits(hoa)
        session.commit()
    return hoa, nam


def _visits(hoa: Member) -> UUID:
    """Add one visit that is private by its diagnosis, and one by nothing but her choice."""
    private = builders.a_visit(
        hoa,
        facility_code=HOSPITAL,
        department="Sản khoa",
        reason="Khám thai lần 2",
        sensitivity=Sensitivity.REPRODUCTIVE,
    )
    builders.a_diagnosis(private, "O26.9", "Theo dõi thai", sensitivity=Sensitivity.REPRODUCTIVE)
    builders.glucose(hoa, private, "4,8")
    own = builders.a_visit(
        hoa,
        at=builders.MORNING + timedelta(days=2),
        facility_code=HOSPITAL,
        reason="Mệt khi mang thai",
    )
    builders.a_medicine(own, "Viên sắt 60 mg", **builders.tablets(30))
    return own


def test_j4_she_shares_for_seven_days_and_the_husband_sees_nothing(
    phone: Phone, couple: tuple[Member, Member]
) -> None:
    hoa, nam = couple
    phone.sign_in(hoa.personal_id)
    _shares_with_the_hospital_doctor(phone)
    _hides_the_visit(phone, hoa)
    phone.tap("Thoát")

    phone.page.context.clear_cookies()
    phone.sign_in(nam.personal_id)
    assert phone.reads("Lương Thị Hoa")
    about = f"/people/{hoa.person_id}"
    for page in ("record", "visits", "results", "sharing", "sharing/over", "access"):
        phone.open(f"{about}/{page}")
        assert phone.path == f"{about}/{page}"
        told = [word for word in TELLING if phone.reads(word)]
        assert told == [], f"{page} tells {told}"
    phone.open("/home")
    assert not phone.reads("Kết quả mới")


def _shares_with_the_hospital_doctor(phone: Phone) -> None:
    phone.tap("Quyền xem")
    assert phone.reads("Ai được xem hồ sơ")
    phone.tap("Cho phép người khác")
    phone.tap("Bệnh viện đa khoa Sen Hồ")
    phone.tap("Bác sĩ Nguyễn Thu Hà")
    assert phone.page.locator("input:checked").count() == 0
    phone.page.locator('input[value="visits"]').check()
    phone.page.locator('input[value="reproductive"]').check()
    phone.tap("Tiếp tục")
    assert phone.page.locator("input:checked").count() == 0
    phone.page.locator('input[name="duration"][value="7"]').check()
    phone.page.locator('input[name="purpose"][value="visit"]').check()
    phone.tap("Tiếp tục")
    assert phone.reads("Kiểm tra trước khi đồng ý")
    assert phone.reads("sức khỏe sinh sản")
    phone.tap("Tôi đồng ý cho xem")
    assert phone.reads("Bác sĩ Nguyễn Thu Hà đã được xem hồ sơ")
    assert phone.reads("còn 7 ngày")


def _hides_the_visit(phone: Phone, hoa: Member) -> None:
    phone.open(f"/people/{hoa.person_id}/visits")
    phone.press('a[href^="/visits/"]')
    assert phone.reads("Mệt khi mang thai")
    phone.press('form[action$="/household"] button')
    phone.open(f"/people/{hoa.person_id}/visits")
    phone.page.locator('a[href^="/visits/"]').nth(1).click()
    phone.look()
    assert phone.page.locator('form[action$="/household"] button').count() == 0
