"""The station, and what its villages are held against."""

from dataclasses import dataclass
from datetime import time

from portal.config.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Station:
    """The commune station this installation belongs to, as residents read it.

    `session_weekday` is the weekly day of vaccination, 0 for Monday. `area` is the
    two-digit code of the (former) province, for vaccines given in some provinces only.
    Outside `opens` to `closes`, and at weekends, what is done stands out in the reports.
    """

    commune_name: str = "Xã Đồng Sen"
    station_name: str = "Trạm Y tế xã Đồng Sen"
    station_phone: str = "024 0000 0115"
    facility_code: str = "99101"
    area: str = ""
    session_weekday: int = 2
    session_from: str = "7:30"
    session_until: str = "10:30"
    opens: time = time(7)
    closes: time = time(17)

    @property
    def phone_uri(self) -> str:
        return "tel:" + self.station_phone.replace(" ", "")


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the villages are held against, and the monthly report on them.

    `target` is the share of people with a record, in percent; a report ends on day `cut_off`
    of its month and goes to the `addressee`.
    """

    target: int = 95
    cut_off: int = 19
    addressee: str = "Sở Y tế"

    def __post_init__(self) -> None:
        if not 1 <= self.target <= 100:
            raise ConfigError("PORTAL_RECORDS_TARGET is a percentage")
        if not 1 <= self.cut_off <= 28:
            raise ConfigError("PORTAL_REPORT_CUT_OFF is a day every month has")
