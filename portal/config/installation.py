"""One installation, and what it must never be in production."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from portal.config.backups import Backups
from portal.config.connections import Connections
from portal.config.errors import ConfigError
from portal.config.house import Progress, Station
from portal.config.outside import Momo, SmsGateway, Transfers, Vnpay
from portal.config.sign_in import Lifetimes, Limits
from portal.kernel.crypto import KeyRing

ROOT = Path(__file__).resolve().parent.parent.parent


class Environment(StrEnum):
    """What an installation is for; test hooks exist in TEST only."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Config:
    """One installation."""

    environment: Environment
    database_url: str
    instance: Path
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    key_ring: KeyRing = field(repr=False)
    host: str = "127.0.0.1"
    trusted_hosts: tuple[str, ...] = ()
    secure_cookies: bool = True
    behind_proxy: bool = False
    limits: Limits = field(default_factory=Limits)
    lifetimes: Lifetimes = field(default_factory=Lifetimes)
    sms: SmsGateway = field(default_factory=SmsGateway)
    transfers: Transfers = field(default_factory=Transfers)
    vnpay: Vnpay = field(default_factory=Vnpay)
    momo: Momo = field(default_factory=Momo)
    station: Station = field(default_factory=Station)
    progress: Progress = field(default_factory=Progress)
    connections: Connections = field(default_factory=Connections)
    backups: Backups = field(default_factory=Backups)
    offline_page: bool = True
    fence_storage: str = "memory://"

    def __post_init__(self) -> None:
        """Refuse production with an unsafe setting: ConfigError names every one of them."""
        if self.environment is Environment.PRODUCTION and (faults := list(self.faults())):
            raise ConfigError("; ".join(faults))

    def faults(self) -> Iterator[str]:
        """Yield what production may not be started with."""
        if any(len(key) < 32 for key in (self.secret_key, *self.secret_key_fallbacks)):
            yield "PORTAL_SECRET_KEY and its fallbacks need 32 characters"
        if not self.secure_cookies:
            yield "PORTAL_SECURE_COOKIES must be on"
        if not self.trusted_hosts:
            yield "PORTAL_TRUSTED_HOSTS is empty"
        for part in (self.sms, self.transfers, self.vnpay, self.momo, self.connections):
            yield from part.faults()
