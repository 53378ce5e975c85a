"""What surrounds every page: header, person strip, bottom bar, idle clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf

from portal.access.gate import Subject
from portal.accounts.signed_in import SignedIn, config, signed_in_resident
from portal.kernel import clock, formats, pages
from portal.kernel.assets import Assets
from portal.kernel.i18n import current_language
from portal.kernel.templating import Templates
from portal.offline.views import THEME
from portal.people.address import avatar, called
from portal.resets import own
from portal.staff.menu import desk_of
from portal.staff.signed_in import signed_in_staff

SECTIONS = {
    "overview": "home",
    "record": "record",
    "immunisation": "record",
    "visits": "record",
    "measurements": "record",
    "printing": "record",
    "access": "access",
    "sharing": "access",
    "representatives": "access",
    "cases": "access",
    "accounts": "account",
    "fees": "account",
}


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Whose record is on the screen."""

    name_with_title: str
    age: str
    avatar: str
    switch_url: str


@dataclass(frozen=True, kw_only=True)
class IdleClock:
    """When the session locks by itself."""

    seconds: int
    at: str


def frame() -> Mapping[str, Any]:
    """Return the values of the layouts."""
    resident, staff = None, None
    if not pages.is_for_nobody():
        resident, staff = signed_in_resident(), signed_in_staff()
    subject: Subject | None = g.get("subject")
    station = config().station
    return {
        "commune_name": station.commune_name,
        "station_phone": station.station_phone.replace(" ", formats.NBSP),
        "station_phone_uri": station.phone_uri,
        "signed_in": resident is not None,
        "section": SECTIONS.get(request.blueprint or "") if resident else None,
        "tabs": _tabs(subject.id if subject else resident.person_id) if resident else None,
        "person_strip": _strip(subject) if subject else None,
        "idle": _idle(resident) if resident else None,
        "new_phone": _new_phone(resident) if resident else None,
        "large_text": resident.large_text if resident else False,
        "flashed": next(iter(get_flashed_messages()), None),
        "badge_count": 0,
        "desk": desk_of(staff) if staff else None,
    }


def _new_phone(resident: SignedIn) -> own.UnderWay | None:
    """Return what warns of a move to another phone, on the pages everybody passes."""
    passed = request.blueprint in ("overview", "accounts")
    return own.under_way(resident.account_id) if passed else None


def _tabs(person_id: UUID) -> dict[str, str]:
    return {
        "home": url_for("overview.home"),
        "record": url_for("record.record", person_id=person_id),
        "access": url_for("sharing.sharing", person_id=person_id),
        "account": url_for("accounts.account"),
    }


def _strip(subject: Subject) -> Strip:
    today, language = clock.today(), current_language()
    name = called(subject.full_name, subject.born, subject.sex, today, language)
    return Strip(
        name_with_title=name[0].upper() + name[1:],
        age=formats.age(subject.born.age_on(today), language=language),
        avatar=avatar(subject.born, subject.sex, today).value,
        switch_url=url_for("overview.switch_person"),
    )


def _idle(resident: SignedIn) -> IdleClock:
    ends_at = resident.ends_at
    seconds = int((ends_at - clock.now()).total_seconds())
    return IdleClock(seconds=seconds, at=formats.clock_time(ends_at))


def init_app(app: Flask, templates: Templates, assets: Assets) -> None:
    """Give templates their functions and pages their frame."""
    templates.add_globals(
        url_for=url_for, asset=assets.url, csrf_token=generate_csrf, theme_colour=THEME
    )
    pages.add_frame(app, frame)
