"""Home, and switching to another person of the family."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access.family import visible_family
from portal.access.policy import Permission
from portal.accounts.hold import held_until
from portal.accounts.public import public
from portal.accounts.signed_in import config, current_resident
from portal.kernel import clock, pages
from portal.kernel.i18n import current_language
from portal.overview.asks import asks_of
from portal.overview.home import home_of
from portal.people.address import called

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
@public
def start() -> ResponseReturnValue:
    """Lead to home; who is not signed in is led on to the sign-in page."""
    return redirect(url_for(".home"), 303)


@blueprint.get("/home")
def home() -> ResponseReturnValue:
    """Show the family and what is urgent."""
    asker = current_resident()
    family = visible_family(asker, Permission.SEE_SUMMARY)
    asks = asks_of(family)
    return pages.show(
        "overview/home.html",
        asks=asks,
        badge_count=len(asks),
        home=home_of(family, area=config().station.area),
        person_id=asker.person_id,
        held_until=held_until(asker),
        greeted=called(asker.full_name, asker.born, asker.sex, clock.today(), current_language()),
        today=clock.today(),
    )


@blueprint.get("/people")
def switch_person() -> ResponseReturnValue:
    """List the people whose record may be opened."""
    family = visible_family(current_resident(), Permission.SEE_SUMMARY)
    return pages.show(
        "overview/switch_person.html", home=home_of(family, area=config().station.area)
    )
