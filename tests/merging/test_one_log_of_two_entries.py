"""After a merge a person reads in one log who looked at either entry; strangers see neither."""

from portal.audit import trail
from portal.audit.events import Basis, Event
from portal.audit.trail import Line
from portal.kernel.db import session
from tests import cast
from tests.client import InspectingClient
from tests.merging.register import a_twin_entry, ask, at_the_desk


def test_looks_at_the_merged_entry_stand_in_the_log_of_the_kept_one(
    visitor: InspectingClient,
) -> None:
    app = visitor.application
    kept, merged = a_twin_entry(personal_id="999190000111"), a_twin_entry(personal_id="")
    cast.a_household(kept)
    quan = cast.quan()
    session.commit()
    trail.note(
        Line(
            event=Event.RECORD_SEEN,
            about=merged.person_id,
            by=trail.Actor(name="Bác sĩ Lê Minh Quân", staff_id=quan.staff_id),
            basis=Basis.EMERGENCY,
            section="visits",
        )
    )
    log = f"/people/{kept.person_id}/access"
    resident = cast.sign_in(visitor, kept)
    before = resident.get(log).text
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    assert "Lê Minh Quân" not in before
    assert "Lê Minh Quân" in resident.get(log).text
    assert resident.get(f"/people/{merged.person_id}/access").status_code == 404


def test_a_merged_entry_is_found_by_nobody(visitor: InspectingClient) -> None:
    app = visitor.application
    kept, merged = a_twin_entry(personal_id="999190000111"), a_twin_entry()
    cast.a_household(kept)
    quan = cast.quan()
    path = ask(at_the_desk(app, cast.hanh()), kept, merged)
    other = at_the_desk(app, cast.thom())
    other.submit(path, to=f"{path}/do")

    doctor = cast.sign_in_staff(visitor, quan)
    assert doctor.get(f"/clinic/patients/{merged.person_id}/record").status_code in (403, 404)
    assert doctor.get(f"/clinic/patients/{merged.person_id}/emergency").status_code in (403, 404)
    assert other.get(f"/desk/people/{merged.person_id}/death").status_code == 403
