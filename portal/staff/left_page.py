"""The page somebody left when their session locked, kept for them and for nobody else.

It travels sealed through the address of the locked page, so that the address tells of no
patient, and nothing typed into it decides where the browser goes.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from flask import current_app
from werkzeug.exceptions import HTTPException

from portal.kernel import crypto
from portal.staff.guard import open_when_locked, roles_of, start_page
from portal.staff.signed_in import SignedInStaff


def _seal_of(staff_id: UUID) -> str:
    return f"page left by {staff_id}"


def sealed(staff: SignedInStaff, path: str) -> str | None:
    """Return a path as only its owner gets it back; None when it is no page of staff."""
    if not _is_page(path):
        return None
    return urlsafe_b64encode(crypto.seal(_seal_of(staff.staff_id), path)).decode()


def opened(staff: SignedInStaff, text: str | None) -> str:
    """Return the page this member left; where their work begins when there is none."""
    try:
        path = crypto.unseal(_seal_of(staff.staff_id), urlsafe_b64decode(text or ""))
    except (crypto.SealBroken, NotBase64, ValueError):
        return start_page()
    return path if _is_page(path) else start_page()


def _is_page(path: str) -> bool:
    """Say whether a path is a page of staff that can be opened by its address alone."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    view = current_app.view_functions[endpoint]
    return roles_of(view) is not None and not open_when_locked(view)
