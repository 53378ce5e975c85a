"""Every setting of an installation, read once from the environment and checked."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from pathlib import Path

from portal.kernel.crypto import KeyRing

ROOT = Path(__file__).resolve().parent.parent


class Environment(StrEnum):
    """What an installation is for; test hooks exist in TEST only."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class ConfigError(Exception):
    """A setting is missing or dangerous; the start stops here."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How often signing in may be tried (guards the code, never locks the owner out)."""

    code_lifetime: timedelta = timedelta(minutes=5)
    tries_per_code: int = 5
    resend_after: timedelta = timedelta(seconds=60)
    sends_per_quarter_hour: int = 3
    sends_per_day: int = 6
    sends_per_day_known_device: int = 20
    failures_per_day: int = 15
    pin_tries_per_sign_in: int = 5
    pin_tries_per_day: int = 10
    ids_per_source_hour: int = 20
    sends_per_source_ten_minutes: int = 30
    sends_in_all_per_day: int = 20_000


@dataclass(frozen=True, kw_only=True)
class Lifetimes:
    """When a sign-in session ends by itself, and how long a step-up counts."""

    idle_own: timedelta = timedelta(minutes=10)
    idle_shared: timedelta = timedelta(minutes=5)
    absolute: timedelta = timedelta(hours=12)
    known_device: timedelta = timedelta(days=30)
    fresh: timedelta = timedelta(minutes=10)
    counter_code: timedelta = timedelta(hours=24)
    staff_lock: timedelta = timedelta(minutes=5)
    staff_idle: timedelta = timedelta(minutes=15)
    staff_absolute: timedelta = timedelta(hours=8)
    staff_activation: timedelta = timedelta(hours=24)
    staff_unused: timedelta = timedelta(days=45)
    staff_temporary: timedelta = timedelta(days=184)
    reset_request: timedelta = timedelta(hours=24)
    held_in_person: timedelta = timedelta(hours=24)
    held_unseen: timedelta = timedelta(hours=72)


@dataclass(frozen=True, kw_only=True)
class SmsGateway:
    """Where one-time codes leave the house; `console` writes them to a file instead."""

    kind: str = "console"
    url: str = ""
    api_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    brand: str = ""
    callback_token: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Transfers:
    """The secrets banks' messengers sign with; who has none is answered by nobody."""

    sepay_secret: str = field(default="", repr=False)
    casso_key: str = field(default="", repr=False)
    payos_key: str = field(default="", repr=False)

    @property
    def can_be_guessed(self) -> bool:
        given = filter(None, (self.sepay_secret, self.casso_key, self.payos_key))
        return any(len(secret) < 16 for secret in given)


@dataclass(frozen=True, kw_only=True)
class Vnpay:
    """The station's merchant account at VNPAY; without a code the way is not offered.

    `least` is the smallest payment it takes, in đồng.
    """

    tmn_code: str = ""
    secret: str = field(default="", repr=False)
    url: str = ""
    query_url: str = ""
    least: int = 5_000


@dataclass(frozen=True, kw_only=True)
class Momo:
    """The station's merchant account at MoMo; without a code the way is not offered.

    `url` is the host its paths are put behind; `least` is in đồng.
    """

    partner_code: str = ""
    access_key: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    url: str = ""
    least: int = 1_000


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


@dataclass(frozen=True, kw_only=True)
class Config:
    """One installation."""

    environment: Environment
    database_url: str
    instance: Path
    secret_key: str = field(repr=False)
    key_ring: KeyRing = field(repr=False)
    host: str = "127.0.0.1"
    trusted_hosts: tuple[str, ...] = ()
    secure_cookies: bool = True
    behind_proxy: bool = False
    limits: Limits = Limits()
    lifetimes: Lifetimes = Lifetimes()
    sms: SmsGateway = SmsGateway()
    transfers: Transfers = Transfers()
    vnpay: Vnpay = Vnpay()
    momo: Momo = Momo()
    station: Station = Station()
    progress: Progress = Progress()
    fence_storage: str = "memory://"

    def __post_init__(self) -> None:
        if self.environment is Environment.PRODUCTION:
            self._refuse_unsafe_production()

    def _refuse_unsafe_production(self) -> None:
        faults = {
            "PORTAL_SECRET_KEY needs 32 characters": len(self.secret_key) < 32,
            "PORTAL_SECURE_COOKIES must be on": not self.secure_cookies,
            "PORTAL_TRUSTED_HOSTS is empty": not self.trusted_hosts,
            "PORTAL_SMS may not be console": self.sms.kind == "console",
            "PORTAL_SMS_URL must be https": not self.sms.url.startswith("https://"),
            "PORTAL_SEPAY_SECRET, PORTAL_CASSO_KEY and PORTAL_PAYOS_KEY need 16 characters": (
                self.transfers.can_be_guessed
            ),
            "PORTAL_VNPAY_URL and PORTAL_VNPAY_QUERY_URL must be https, with a secret": bool(
                self.vnpay.tmn_code
            )
            and not _safe(self.vnpay.secret, self.vnpay.url, self.vnpay.query_url),
            "PORTAL_MOMO_URL must be https, with a secret": bool(self.momo.partner_code)
            and not _safe(self.momo.secret_key, self.momo.url),
        }
        if found := [fault for fault, present in faults.items() if present]:
            raise ConfigError("; ".join(found))


def _safe(secret: str, *urls: str) -> bool:
    return bool(secret) and all(url.startswith("https://") for url in urls)


def from_environment(environ: Mapping[str, str] | None = None) -> Config:
    """Build the configuration from PORTAL_* variables.

    In development what is missing is made: a key ring and a secret in `instance/`,
    a SQLite file beside them. Elsewhere a missing value raises ConfigError.
    """
    given = os.environ if environ is None else environ
    environment = Environment(given.get("PORTAL_ENV", Environment.PRODUCTION))
    instance = Path(given.get("PORTAL_INSTANCE", ROOT / "instance"))
    developing = environment is Environment.DEVELOPMENT
    if developing:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Config(
        environment=environment,
        database_url=_database_url(given, instance, developing=developing),
        instance=instance,
        secret_key=_secret_key(given, instance, developing=developing),
        key_ring=_key_ring(given, instance, developing=developing),
        host=given.get("PORTAL_HOST", "127.0.0.1"),
        trusted_hosts=tuple(filter(None, given.get("PORTAL_TRUSTED_HOSTS", "").split(","))),
        secure_cookies=given.get("PORTAL_SECURE_COOKIES", "0" if developing else "1") == "1",
        behind_proxy=given.get("PORTAL_BEHIND_PROXY", "0") == "1",
        sms=_sms(given),
        transfers=_transfers(given),
        vnpay=_vnpay(given),
        momo=_momo(given),
        station=_station(given),
        progress=_progress(given),
        fence_storage=given.get("PORTAL_FENCE_STORAGE", "memory://"),
    )


def _database_url(given: Mapping[str, str], instance: Path, *, developing: bool) -> str:
    if url := given.get("PORTAL_DATABASE_URL"):
        return url
    if developing:
        return f"sqlite:///{instance / 'portal.sqlite'}"
    raise ConfigError("PORTAL_DATABASE_URL is missing")


def _secret_key(given: Mapping[str, str], instance: Path, *, developing: bool) -> str:
    if key := given.get("PORTAL_SECRET_KEY"):
        return key
    if not developing:
        raise ConfigError("PORTAL_SECRET_KEY is missing")
    path = instance / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o400)
    return path.read_text(encoding="ascii")


def _key_ring(given: Mapping[str, str], instance: Path, *, developing: bool) -> KeyRing:
    path = Path(given.get("PORTAL_KEYRING", instance / "keyring.json"))
    if path.exists():
        return KeyRing.read(path)
    if developing:
        return KeyRing.create(path)
    raise ConfigError("PORTAL_KEYRING names no readable file")


def _sms(given: Mapping[str, str]) -> SmsGateway:
    return SmsGateway(
        kind=given.get("PORTAL_SMS", "console"),
        url=given.get("PORTAL_SMS_URL", ""),
        api_key=given.get("PORTAL_SMS_API_KEY", ""),
        secret_key=given.get("PORTAL_SMS_SECRET_KEY", ""),
        brand=given.get("PORTAL_SMS_BRAND", ""),
        callback_token=given.get("PORTAL_SMS_CALLBACK_TOKEN", ""),
    )


def _transfers(given: Mapping[str, str]) -> Transfers:
    return Transfers(
        sepay_secret=given.get("PORTAL_SEPAY_SECRET", ""),
        casso_key=given.get("PORTAL_CASSO_KEY", ""),
        payos_key=given.get("PORTAL_PAYOS_KEY", ""),
    )


def _vnpay(given: Mapping[str, str]) -> Vnpay:
    return Vnpay(
        tmn_code=given.get("PORTAL_VNPAY_TMN_CODE", ""),
        secret=given.get("PORTAL_VNPAY_SECRET", ""),
        url=given.get("PORTAL_VNPAY_URL", ""),
        query_url=given.get("PORTAL_VNPAY_QUERY_URL", ""),
        least=int(given.get("PORTAL_VNPAY_LEAST", Vnpay().least)),
    )


def _momo(given: Mapping[str, str]) -> Momo:
    return Momo(
        partner_code=given.get("PORTAL_MOMO_PARTNER_CODE", ""),
        access_key=given.get("PORTAL_MOMO_ACCESS_KEY", ""),
        secret_key=given.get("PORTAL_MOMO_SECRET_KEY", ""),
        url=given.get("PORTAL_MOMO_URL", ""),
        least=int(given.get("PORTAL_MOMO_LEAST", Momo().least)),
    )


def _station(given: Mapping[str, str]) -> Station:
    usual = Station()
    return Station(
        commune_name=given.get("PORTAL_COMMUNE_NAME", usual.commune_name),
        station_name=given.get("PORTAL_STATION_NAME", usual.station_name),
        station_phone=given.get("PORTAL_STATION_PHONE", usual.station_phone),
        facility_code=given.get("PORTAL_FACILITY_CODE", usual.facility_code),
        area=given.get("PORTAL_AREA", usual.area),
        session_weekday=int(given.get("PORTAL_SESSION_WEEKDAY", usual.session_weekday)),
        session_from=given.get("PORTAL_SESSION_FROM", usual.session_from),
        session_until=given.get("PORTAL_SESSION_UNTIL", usual.session_until),
        opens=time.fromisoformat(given.get("PORTAL_STATION_OPENS", usual.opens.isoformat())),
        closes=time.fromisoformat(given.get("PORTAL_STATION_CLOSES", usual.closes.isoformat())),
    )


def _progress(given: Mapping[str, str]) -> Progress:
    usual = Progress()
    return Progress(
        target=int(given.get("PORTAL_RECORDS_TARGET", usual.target)),
        cut_off=int(given.get("PORTAL_REPORT_CUT_OFF", usual.cut_off)),
        addressee=given.get("PORTAL_REPORT_TO", usual.addressee),
    )
