"""Page 1 of 4: who is to see."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from portal.access.gate import Subject, about_person
from portal.access.policy import Permission
from portal.accounts.signed_in import config
from portal.kernel import clock, pages
from portal.kernel.i18n import gettext as _
from portal.kernel.text import clean
from portal.sharing import grantees
from portal.sharing.agreements import needs_a_representative
from portal.sharing.blueprint import blueprint
from portal.sharing.draft import Draft
from portal.sharing.forms import SearchForm
from portal.sharing.grant_steps import address
from portal.sharing.grantees import Clinician
from portal.sharing.presentation import staff_avatar

PARTS = "sharing.parts"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One row: a clinician, a whole facility, or the way to a facility's people."""

    title: str
    meta: str
    url: str
    avatar: str = ""
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows under one heading."""

    id: str
    title: str
    choices: Sequence[Choice]


@blueprint.get("/sharing/new")
@about_person(Permission.SHARE_RECORD)
def who(subject: Subject) -> ResponseReturnValue:
    """List people met before, the own station, other places; or those of a name or a place."""
    form = SearchForm(request.args)
    found = grantees.clinicians_for(subject.id, clock.today())
    name, place = clean(form.name.data or "")[:100], request.args.get("place", "")[:40]
    if name:
        groups = [_named(subject, found, name)]
    elif place:
        groups = _at(subject, [one for one in found if one.facility_code == place])
    else:
        groups = _known(subject, found)
    return pages.show(
        "sharing/who.html",
        subject=subject,
        form=form,
        groups=[group for group in groups if group.choices],
        searched=bool(name or place),
        alone=needs_a_representative(subject),
    )


def _known(subject: Subject, found: Sequence[Clinician]) -> list[Group]:
    station = config().station
    at_station = [one for one in found if one.facility_code == station.facility_code]
    elsewhere = {
        one.facility_code: one.facility_name
        for one in found
        if one.facility_code != station.facility_code
    }
    places = [
        Choice(
            title=place,
            meta=_("Choose there"),
            icon="visit",
            url=url_for(".who", person_id=subject.id, place=code),
        )
        for code, place in elsewhere.items()
    ]
    met = [one for one in found if one.met]
    return [
        Group(id="met", title=_("Met before"), choices=_people(subject, met)),
        *_at(subject, [one for one in at_station if not one.met], whole=bool(at_station)),
        Group(id="places", title=_("Other places"), choices=places),
    ]


def _at(subject: Subject, found: Sequence[Clinician], *, whole: bool = True) -> list[Group]:
    """Group one facility's people, after the facility itself."""
    if not found:
        return []
    code, place = found[0].facility_code, found[0].facility_name
    everybody = Choice(
        title=_("Every clinician of this place"),
        meta=place,
        icon="people",
        url=address(PARTS, subject.id, Draft(facility_code=code)),
    )
    people = _people(subject, found)
    return [Group(id="place", title=place, choices=[*people, everybody] if whole else people)]


def _named(subject: Subject, found: Sequence[Clinician], name: str) -> Group:
    matches = grantees.named(found, name)[: grantees.MOST_SHOWN]
    return Group(
        id="found", title=_("Found for “%(name)s”", name=name), choices=_people(subject, matches)
    )


def _people(subject: Subject, found: Sequence[Clinician]) -> list[Choice]:
    return [
        Choice(
            title=one.name_with_title,
            meta=one.facility_name,
            avatar=staff_avatar(one.sex),
            url=address(PARTS, subject.id, Draft(staff_id=one.id)),
        )
        for one in found
    ]
