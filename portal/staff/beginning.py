"""Where a feature lets the work of a role begin instead, handed in when the portal starts."""

from collections.abc import Callable, Mapping
from typing import cast

from flask import Flask, current_app

from portal.staff.roles import Role
from portal.staff.signed_in import SignedInStaff

EXTENSION = "portal.beginnings"

# The address, or None where this member has nothing to do there now.
Beginning = Callable[[SignedInStaff], str | None]


def init_app(app: Flask, beginnings: Mapping[Role, Beginning]) -> None:
    """Name the features that are asked first, by role."""
    app.extensions[EXTENSION] = dict(beginnings)


def of_feature(role: Role, staff: SignedInStaff) -> str | None:
    """Return where a feature lets this member's work in a role begin."""
    beginnings = cast(Mapping[Role, Beginning], current_app.extensions[EXTENSION])
    asked = beginnings.get(role)
    return asked(staff) if asked else None
