"""Every address is guarded, and a stranger is refused everywhere."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.audit.events import Event
from portal.audit.models import AuditLine
from portal.extensions import only_reads
from portal.kernel.db import session
from portal.staff.roles import Role
from tests import cast
from tests.client import InspectingClient
from tests.conftest import Time

VALUES = {"person_id": None, "kind": "pressure"}
# Called by machines, which sign what they say; not there at all without their secret.
SIGNED = {
    "resets.sms_reply",
    "gateways.momo_notified",
    "transfers.from_sepay",
    "transfers.from_casso",
    "transfers.from_payos",
}


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule


def is_for_staff(app: Flask, rule: Rule) -> bool:
    return hasattr(app.view_functions[rule.endpoint], "staff_roles")


def about_a_person(app: Flask) -> list[tuple[str, Rule]]:
    """Return the routes residents reach the record of a person by."""
    return [
        (method, rule)
        for method, rule in routes(app)
        if "person_id" in rule.arguments and not is_for_staff(app, rule)
    ]


def for_staff(app: Flask) -> list[tuple[str, Rule]]:
    return [(method, rule) for method, rule in routes(app) if is_for_staff(app, rule)]


def test_the_portal_has_pages_about_people(app: Flask) -> None:
    assert len(about_a_person(app)) >= 10


def test_a_stranger_is_refused_everywhere(app: Flask, visitor: InspectingClient) -> None:
    lan, hung = cast.lan(), cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)
    token = visitor.token("/account")

    for method, rule in about_a_person(app):
        path = _path(rule, lan.person_id)
        page = visitor.open(path, method=method, data={"csrf_token": token})
        assert page.status_code == 404, f"{method} {path} answered {page.status_code}"

    refused = session.scalars(sa.select(AuditLine).where(AuditLine.event == Event.ACCESS_REFUSED))
    assert len(list(refused)) == len(about_a_person(app))


def test_a_person_who_does_not_exist_answers_like_a_stranger(
    app: Flask, visitor: InspectingClient
) -> None:
    hung = cast.hung()
    session.commit()
    cast.sign_in(visitor, hung)

    for method, rule in about_a_person(app):
        if method == "GET":
            assert visitor.get(_path(rule, uuid4())).status_code == 404, rule.rule


def test_nobody_sees_a_closed_page_without_signing_in(
    app: Flask, visitor: InspectingClient
) -> None:
    lan = cast.lan()
    session.commit()

    for method, rule in routes(app):
        if method != "GET" or getattr(app.view_functions[rule.endpoint], "public", False):
            continue
        page = visitor.get(_path(rule, lan.person_id))
        assert page.status_code == 303, f"{rule.rule} answered {page.status_code}"
        sign_in = "/staff/sign-in" if is_for_staff(app, rule) else "/sign-in"
        assert page.location == sign_in, rule.rule


def test_a_resident_finds_no_page_of_staff(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)
    token = visitor.token("/account")

    assert len(for_staff(app)) >= 5
    for method, rule in for_staff(app):
        path = _path(rule, lan.person_id)
        page = visitor.open(path, method=method, data={"csrf_token": token})
        assert page.status_code == 404, f"{method} {path} answered {page.status_code}"


def test_staff_find_no_page_of_residents(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    cast.sign_in_staff(visitor, cast.dung())
    token = visitor.token("/staff/")

    for method, rule in routes(app):
        view = app.view_functions[rule.endpoint]
        leads_home = rule.endpoint in ("overview.start", "overview.home")
        if is_for_staff(app, rule) or getattr(view, "public", False) or leads_home:
            continue
        path = _path(rule, lan.person_id)
        page = visitor.open(path, method=method, data={"csrf_token": token})
        assert page.status_code == 404, f"{method} {path} answered {page.status_code}"


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_role_finds_the_pages_of_its_work_and_no_others(
    app: Flask, visitor: InspectingClient, role: Role
) -> None:
    lan = cast.lan()
    cast.sign_in_staff(visitor, cast.a_staff_member("one", "Vi Thị Một", role))
    token = visitor.token("/staff/")

    for method, rule in for_staff(app):
        roles = app.view_functions[rule.endpoint].staff_roles  # type: ignore[union-attr]
        path = _path(rule, lan.person_id)
        if roles and role not in roles:
            page = visitor.open(path, method=method, data={"csrf_token": token})
            assert page.status_code == 404, f"{method} {path} answered {page.status_code}"
        elif method == "GET" and not rule.arguments:
            assert visitor.get(path).status_code in (200, 303), path


def test_a_locked_page_shows_nothing(app: Flask, visitor: InspectingClient, time: Time) -> None:
    lan = cast.lan()
    cast.sign_in_staff(visitor, cast.dung())
    time.pass_by(minutes=6)

    for method, rule in for_staff(app):
        view = app.view_functions[rule.endpoint]
        if method == "GET" and not view.when_locked:  # type: ignore[union-attr]  # set with the roles
            page = visitor.get(_path(rule, lan.person_id))
            assert page.status_code == 303, f"{rule.rule} answered {page.status_code}"
            assert page.location.startswith("/staff/unlock"), rule.rule


def test_every_change_needs_its_form_token(app: Flask, visitor: InspectingClient) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    for method, rule in routes(app):
        if method == "POST":
            page = visitor.post(_path(rule, lan.person_id))
            refused = (400, 404) if rule.endpoint in SIGNED else (400,)
            assert page.status_code in refused, f"{rule.rule} answered {page.status_code}"


def test_only_machines_that_sign_come_without_a_form_token(app: Flask) -> None:
    free = app.extensions["csrf"]._exempt_views
    names = {
        rule.endpoint
        for _method, rule in routes(app)
        if f"{app.view_functions[rule.endpoint].__module__}."
        f"{app.view_functions[rule.endpoint].__name__}" in free
    }

    assert names == SIGNED | {"policy_reports.take"}, "which changes nothing"


def test_what_is_changed_by_get_is_counted_like_any_other_change(app: Flask) -> None:
    counted = set()
    for method, rule in routes(app):
        with app.test_request_context(_path(rule, uuid4()), method=method):
            if method == "GET" and not only_reads():
                counted.add(rule.endpoint)

    assert counted == {"gateways.vnpay_notified"}


def test_views_about_a_person_name_their_permission(app: Flask) -> None:
    asking = {"clinic.emergency", "clinic.open_emergency"}  # nothing is open there yet
    for _method, rule in routes(app):
        if "person_id" in rule.arguments and rule.endpoint not in asking:
            view = app.view_functions[rule.endpoint]
            assert hasattr(view, "permission"), f"{rule.endpoint} passes no gate"


def test_addresses_name_no_health_fact(app: Flask) -> None:
    words = re.compile(r"diabetes|hypertension|pregnan|hiv|disease|vaccine", re.IGNORECASE)

    for _method, rule in routes(app):
        assert not words.search(rule.rule), rule.rule


def _path(rule: Rule, person_id: object) -> str:
    path = rule.rule
    for name in rule.arguments:
        value = VALUES.get(name) or (person_id if name == "person_id" else uuid4())
        path = re.sub(rf"<[^>]*\b{name}>", str(value), path)
    return path
