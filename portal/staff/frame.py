"""Whose pages a browser shows, so that pages of anybody else can leave it."""

from collections.abc import Mapping
from typing import Any

from flask import request

from portal.kernel import crypto, pages
from portal.staff import left_page
from portal.staff.signed_in import SignedInStaff, signed_in_staff

MARK_HEADER = "X-Desk"


def mark_of(staff: SignedInStaff) -> str:
    """Return what tells the pages of one session from those of another."""
    return crypto.mac("desk-mark", str(staff.session_id))[:8].hex()


def is_of_another(staff: SignedInStaff) -> bool:
    """Say whether a request of htmx comes from a page made for another session."""
    return request.headers.get(MARK_HEADER, mark_of(staff)) != mark_of(staff)


def frame() -> Mapping[str, Any]:
    """Return the values of the layout of staff: whose page, and how to come back to it."""
    staff = None if pages.is_for_nobody() else signed_in_staff()
    if staff is None or staff.locked:
        return {"desk_mark": "", "desk_page": None}
    return {"desk_mark": mark_of(staff), "desk_page": left_page.sealed(staff, request.path)}
