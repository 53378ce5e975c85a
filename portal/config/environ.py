"""Settings as the environment names them: PORTAL_*."""

import os
import secrets
from collections.abc import Mapping
from datetime import time
from pathlib import Path

from portal.config.backups import Backups
from portal.config.connections import Connections
from portal.config.errors import ConfigError
from portal.config.house import Progress, Station
from portal.config.installation import ROOT, Config, Environment
from portal.config.outside import Momo, SmsGateway, Transfers, Vnpay
from portal.kernel.crypto import KeyRing

# One fence for all processes of an installation; while Redis is away each counts for itself.
FENCE = {
    Environment.DEVELOPMENT: "memory://",
    Environment.TEST: "memory://",
    Environment.PRODUCTION: "redis://127.0.0.1:6379/0",
}


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
        secret_key_fallbacks=_listed(given.get("PORTAL_SECRET_KEY_FALLBACKS", "")),
        key_ring=_key_ring(given, instance, developing=developing),
        host=given.get("PORTAL_HOST", "127.0.0.1"),
        trusted_hosts=_listed(given.get("PORTAL_TRUSTED_HOSTS", "")),
        secure_cookies=given.get("PORTAL_SECURE_COOKIES", "0" if developing else "1") == "1",
        behind_proxy=given.get("PORTAL_BEHIND_PROXY", "0") == "1",
        sms=_sms(given),
        transfers=_transfers(given),
        vnpay=_vnpay(given),
        momo=_momo(given),
        station=_station(given),
        progress=_progress(given),
        connections=_connections(given),
        fence_storage=given.get("PORTAL_FENCE_STORAGE", FENCE[environment]),
        backups=_backups(given),
        offline_page=given.get("PORTAL_OFFLINE_PAGE", "1") == "1",
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


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


def _connections(given: Mapping[str, str]) -> Connections:
    usual = Connections()
    return Connections(
        pool_size=int(given.get("PORTAL_POOL_SIZE", usual.pool_size)),
        overflow=int(given.get("PORTAL_POOL_OVERFLOW", usual.overflow)),
        seconds_for_one=int(given.get("PORTAL_POOL_WAIT", usual.seconds_for_one)),
        seconds_to_connect=int(given.get("PORTAL_CONNECT_TIMEOUT", usual.seconds_to_connect)),
        pgbouncer=given.get("PORTAL_PGBOUNCER", "0") == "1",
    )


def _progress(given: Mapping[str, str]) -> Progress:
    usual = Progress()
    return Progress(
        target=int(given.get("PORTAL_RECORDS_TARGET", usual.target)),
        cut_off=int(given.get("PORTAL_REPORT_CUT_OFF", usual.cut_off)),
        addressee=given.get("PORTAL_REPORT_TO", usual.addressee),
    )


def _backups(given: Mapping[str, str]) -> Backups:
    folder, identity = given.get("PORTAL_BACKUPS"), given.get("PORTAL_BACKUP_IDENTITY")
    return Backups(
        folder=Path(folder) if folder else None,
        recipients=_listed(given.get("PORTAL_BACKUP_RECIPIENTS", "")),
        identity=Path(identity) if identity else None,
        database_url=given.get("PORTAL_BACKUP_DATABASE_URL", ""),
        programs=given.get("PORTAL_POSTGRESQL_PROGRAMS", ""),
    )
