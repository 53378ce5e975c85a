"""The demonstration's staff, with a password and an authenticator everybody may know.

They exist in development and tests only: anywhere else the accounts are refused, even
where the commune itself is loaded.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import click
import pyotp
import sqlalchemy as sa

from portal.accounts.signed_in import config
from portal.config import Environment
from portal.interop.demo.visits import DISTRICT_HOSPITAL, STATION
from portal.kernel import clock, crypto
from portal.kernel.db import session
from portal.kernel.text import fold
from portal.people.kinds import Sex
from portal.people.places import Facility, Village
from portal.staff.models import StaffMember, StaffRole
from portal.staff.roles import Role

PASSWORD = "hoa sen nở sớm"  # noqa: S105 - opens nothing outside the demonstration
TOTP_SECRET = "HOASENNOSOMHOASENNOSOMHOASENNOSO"  # noqa: S105 - the same
DEPARTMENT = "99000"


@dataclass(frozen=True, kw_only=True)
class DemoMember:
    """One of the staff; `finds_by_name` says whether the commune's people are theirs to look up.

    `village` is the one thôn of a village head or collaborator; `days` how long a temporary
    account lasts.
    """

    staff_name: str
    full_name: str
    sex: Sex
    roles: tuple[Role, ...]
    does: str
    title: str = ""
    facility: str = STATION
    finds_by_name: bool = True
    village: str = ""
    days: int | None = None


STAFF = (
    DemoMember(
        staff_name="quan", title="Bác sĩ", full_name="Lê Minh Quân", sex=Sex.MALE,
        roles=(Role.CLINICIAN,), does="khám bệnh tại trạm",
    ),
    DemoMember(
        staff_name="thom", title="Y sĩ", full_name="Vi Thị Thơm", sex=Sex.FEMALE,
        roles=(Role.CLINICIAN, Role.STATION_STAFF), does="khám bệnh và quầy",
    ),
    DemoMember(
        staff_name="hanh", full_name="Lê Thị Hạnh", sex=Sex.FEMALE,
        roles=(Role.STATION_STAFF,), does="quầy",
    ),
    DemoMember(
        staff_name="nhung", full_name="Lò Thị Nhung", sex=Sex.FEMALE,
        roles=(Role.STATION_STAFF,), does="quầy, người thứ hai",
    ),
    DemoMember(
        staff_name="dung", title="Bác sĩ", full_name="Hoàng Văn Dũng", sex=Sex.MALE,
        roles=(Role.STATION_HEAD, Role.CLINICIAN), does="trưởng trạm",
    ),
    DemoMember(
        staff_name="khun", full_name="Lường Văn Khun", sex=Sex.MALE,
        roles=(Role.VILLAGE_HEAD,), does="trưởng thôn Bản Mây", village="Bản Mây",
    ),
    DemoMember(
        staff_name="mo", full_name="Hà Thị Mơ", sex=Sex.FEMALE,
        roles=(Role.COLLABORATOR,), does="cộng tác viên thôn Suối Bạc", village="Thôn Suối Bạc",
    ),
    DemoMember(
        staff_name="tu", full_name="Vi Văn Tú", sex=Sex.MALE,
        roles=(Role.DATA_ENTRY,), does="nhập liệu, ba tháng", days=90,
    ),
    DemoMember(
        staff_name="ha", title="Bác sĩ", full_name="Nguyễn Thu Hà", sex=Sex.FEMALE,
        roles=(Role.CLINICIAN,), does="bệnh viện, chỉ tìm theo số",
        facility=DISTRICT_HOSPITAL, finds_by_name=False,
    ),
    DemoMember(
        staff_name="loan", title="Bác sĩ", full_name="Đặng Thị Loan", sex=Sex.FEMALE,
        roles=(Role.STATION_HEAD,), does="đứng đầu bệnh viện, xem lại mở khẩn cấp",
        facility=DISTRICT_HOSPITAL, finds_by_name=False,
    ),
    DemoMember(
        staff_name="sy", full_name="Đỗ Văn Sỹ", sex=Sex.MALE, roles=(Role.AUDITOR,),
        does="kiểm tra nhật ký", facility=DEPARTMENT, finds_by_name=False,
    ),
)  # fmt: skip


def is_allowed() -> bool:
    """Say whether accounts that everybody can enter may exist here."""
    return config().environment in (Environment.DEVELOPMENT, Environment.TEST)


def open_accounts() -> int:
    """Open the accounts that are missing; return how many. The caller commits."""
    if not is_allowed():
        return 0
    there = set(session.scalars(sa.select(StaffMember.staff_name)))
    places = {DEPARTMENT, *session.scalars(sa.select(Facility.code))}
    villages = _villages()
    missing = [
        each
        for each in STAFF
        if each.staff_name not in there
        and each.facility in places
        and (not each.village or each.village in villages)
    ]
    if missing:
        _add_department()
        hashed = crypto.hash_secret(PASSWORD)
        for member in missing:
            _add(member, hashed, villages.get(member.village))
    return len(missing)


def _villages() -> dict[str, UUID]:
    """Return the villages of the commune by name."""
    found = session.execute(
        sa.select(Village.name, Village.id).where(Village.commune == config().station.commune_name)
    )
    return {row.name: row.id for row in found}


def _add_department() -> None:
    if session.get(Facility, DEPARTMENT) is None:
        name = "Sở Y tế"
        session.add(Facility(code=DEPARTMENT, name=name, name_folded=fold(name)))
        session.flush()  # the auditor works there


def _add(member: DemoMember, hashed: str, village_id: UUID | None) -> None:
    now, today = clock.now(), clock.today()
    row = StaffMember(
        staff_name=member.staff_name,
        full_name=member.full_name,
        title=member.title,
        sex=member.sex,
        facility_code=member.facility,
        commune=config().station.commune_name if member.finds_by_name else None,
        village_id=village_id,
        ends_on=today + timedelta(days=member.days) if member.days else None,
        password_hash=hashed,
        totp_secret=TOTP_SECRET,
        totp_confirmed_at=now,
        opened_at=now,
        opened_by="demo",
    )
    session.add(row)
    session.flush()  # the roles point here
    session.add_all(StaffRole(staff_id=row.id, role=role) for role in member.roles)


def announce() -> None:
    """Print how to sign in as one of them."""
    if not is_allowed():
        return
    click.echo(f"Nhân viên: /staff/sign-in, mật khẩu “{PASSWORD}”, mã: flask demo staff-code TÊN")
    for member in STAFF:
        name = f"{member.title} {member.full_name}".strip()
        click.echo(f"  {member.staff_name:<5} {name} – {member.does}")
    click.echo(f"  Khóa cho ứng dụng xác thực: {TOTP_SECRET}")


def current_code(staff_name: str) -> str:
    """Return what the authenticator of one of them shows now."""
    if not is_allowed():
        raise click.ClickException("Only in development.")
    if staff_name not in {member.staff_name for member in STAFF}:
        raise click.ClickException("Nobody of the demonstration has this staff name.")
    return pyotp.TOTP(TOTP_SECRET).at(clock.now())
