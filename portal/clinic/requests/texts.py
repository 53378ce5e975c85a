"""The messages of a request: no accents, one message, no link, no health word."""

from collections.abc import Callable, Iterator
from datetime import datetime

from portal.consents.codes import grouped
from portal.consents.kinds import Purpose
from portal.kernel import clock, formats
from portal.kernel.text import fold
from portal.notifications.sms_text import fits_one_message
from portal.sharing.words import ends_with_a_day, last_day
from portal.staff.signed_in import SignedInStaff


def asked(by: SignedInStaff, until: datetime, whose: str = "") -> str:
    """Return the message of a request that is answered in the portal."""
    before = _before(until)
    return _shortest(
        by, lambda who: f"{who} xin xem ho so{whose}. Mo cong ho so de tra loi truoc {before}."
    )


def read_aloud(by: SignedInStaff, purpose: Purpose, code: str, whose: str = "") -> str:
    """Return the message that carries a code to be read aloud."""
    why = purpose.unaccented
    return _shortest(
        by,
        lambda who: (
            f"{who} xin xem ho so{whose} de {why}. Neu dong y, doc ma {grouped(code)}"
            " cho nguoi hoi. Ma dung 15 phut."
        ),
    )


def _shortest(by: SignedInStaff, write: Callable[[str], str]) -> str:
    """Fit the message into one: the workplace, then the title, then the name give way."""
    for who in _names(by):
        text = write(who)
        if fits_one_message(text):
            return text
    raise ValueError("the message does not fit")


def _names(by: SignedInStaff) -> Iterator[str]:
    with_title, place = _plain(by.name_with_title), _plain(by.facility_name)
    yield f"{with_title} ({place})"
    yield with_title
    yield _plain(by.full_name)
    yield _plain(by.full_name.split()[-1])


def _plain(text: str) -> str:
    return fold(text).title()


def _before(until: datetime) -> str:
    """Write when silence becomes a no: the time today, else the day."""
    day = last_day(until)
    if ends_with_a_day(until):
        return f"het ngay {day.day}/{day.month}"
    time = formats.clock_time(until)
    return time if day == clock.today() else f"{time} {day.day}/{day.month}"
