"""Who to sign in as, and what there is to see."""

import click
from flask import current_app

from portal.interop.demo import staff
from portal.interop.demo.calendar import Calendar, calendar_of
from portal.interop.demo.cast import DemoPerson, duyen_and_baby, lan_and_men
from portal.people.identity import PersonalId

_SHOWN = (
    ("Hà Thị Lan", "mẹ của bé Vy 9 tháng: một mũi tiêm quá hạn, một mũi đến hạn"),
    ("Phạm Thị Mến", "tăng huyết áp và đái tháo đường: 14 lần khám, biểu đồ, dị ứng thuốc"),
    ("Lò Thị Duyên", "mẹ của bé 5 tháng; điện thoại dùng chung hai người nên cần mã riêng"),
)


def shown(days: Calendar) -> list[tuple[DemoPerson, str]]:
    """Return the three people worth signing in as, with the reason."""
    members = lan_and_men(days).members + duyen_and_baby(days).members
    by_name = {person.name: person for person in members}
    return [(by_name[name], reason) for name, reason in _SHOWN]


def announce() -> None:
    """Print them with the numbers to type."""
    folder = current_app.extensions["portal.config"].instance / "demo"
    click.echo("Đăng nhập thử (mã OTP nằm trong instance/messages.jsonl):")
    for person, reason in shown(calendar_of(folder)):
        number = PersonalId(person.personal_id).grouped
        click.echo(f"  {number}  {person.name} – {reason}")
    staff.announce()
