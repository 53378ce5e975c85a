"""The closed sets of consent."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Purpose(StrEnum):
    """Why somebody is to see a record; neutral words, fit for a text message."""

    VISIT = "visit"
    FOLLOW_UP = "follow_up"
    SECOND_OPINION = "second_opinion"
    HOME_CARE = "home_care"
    CHECK_UP = "check_up"

    @property
    def label(self) -> str:
        return str(PURPOSES[self])

    @property
    def unaccented(self) -> str:
        """The purpose in a text message."""
        return _MESSAGES[self]


PURPOSES: Mapping[Purpose, str] = {
    Purpose.VISIT: _l("A visit today"),
    Purpose.FOLLOW_UP: _l("A follow-up visit"),
    Purpose.SECOND_OPINION: _l("A consultation or referral"),
    Purpose.HOME_CARE: _l("Care at home"),
    Purpose.CHECK_UP: _l("A general check-up"),
}
_MESSAGES: Mapping[Purpose, str] = {
    Purpose.VISIT: "kham hom nay",
    Purpose.FOLLOW_UP: "kham lai",
    Purpose.SECOND_OPINION: "hoi chan",
    Purpose.HOME_CARE: "cham soc tai nha",
    Purpose.CHECK_UP: "kham tong quat",
}


class Channel(StrEnum):
    """How the resident's yes reached the portal (NĐ 356/2025, article 6: the form of consent)."""

    PHONE = "phone"
    REQUEST = "request"
    DESK_CODE = "desk_code"
    READ_ALOUD = "read_aloud"
    KEY_CARD = "key_card"
    WITNESSED = "witnessed"

    @property
    def label(self) -> str:
        return str(CHANNELS[self])


CHANNELS: Mapping[Channel, str] = {
    Channel.PHONE: _l("On the phone"),
    Channel.REQUEST: _l("Answer to a request"),
    Channel.DESK_CODE: _l("Code shown at the desk"),
    Channel.READ_ALOUD: _l("Code read aloud"),
    Channel.KEY_CARD: _l("Paper key card"),
    Channel.WITNESSED: _l("Said at the counter, before a witness"),
}


class GrantedAs(StrEnum):
    """In which capacity somebody said yes."""

    SELF = "self"
    REPRESENTATIVE = "representative"
    WITNESSED = "witnessed"


class EndReason(StrEnum):
    """Why a consent ended before its time."""

    STOPPED = "stopped"
    STOPPED_BY_REPRESENTATIVE = "stopped_by_representative"
    BLOCKED = "blocked"
    REPLACED = "replaced"
    CLOSED_BY_CLINICIAN = "closed_by_clinician"


class Duration(StrEnum):
    """How long, as the resident chooses it; no choice is made beforehand."""

    TODAY = "today"
    WEEK = "7"
    MONTH = "30"
    QUARTER = "90"
    UNTIL_STOPPED = "stop"

    @property
    def label(self) -> str:
        return str(DURATIONS[self])

    @property
    def days(self) -> int | None:
        """Whole days counted from today; None for the longest time allowed."""
        return _DAYS[self]


DURATIONS: Mapping[Duration, str] = {
    Duration.TODAY: _l("Today only"),
    Duration.WEEK: _l("7 days"),
    Duration.MONTH: _l("30 days"),
    Duration.QUARTER: _l("90 days"),
    Duration.UNTIL_STOPPED: _l("Until I stop it, at most 12 months"),
}
_DAYS: Mapping[Duration, int | None] = {
    Duration.TODAY: 1,
    Duration.WEEK: 7,
    Duration.MONTH: 30,
    Duration.QUARTER: 90,
    Duration.UNTIL_STOPPED: None,
}
DESK_CODE_LIVES = timedelta(minutes=15)
READ_ALOUD_LIVES = timedelta(minutes=15)
KEY_CARD_OPENS = timedelta(hours=4)
WITNESSED_OPENS = timedelta(hours=24)
SCRATCH_CODES = 6
