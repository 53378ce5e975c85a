"""Every setting of an installation, read once from the environment and checked."""

from portal.config.backups import Backups
from portal.config.connections import Connections
from portal.config.environ import from_environment
from portal.config.errors import ConfigError
from portal.config.house import Progress, Station
from portal.config.installation import ROOT, Config, Environment
from portal.config.outside import Momo, SmsGateway, Transfers, Vnpay
from portal.config.sign_in import Lifetimes, Limits

__all__ = [
    "ROOT",
    "Backups",
    "Config",
    "ConfigError",
    "Connections",
    "Environment",
    "Lifetimes",
    "Limits",
    "Momo",
    "Progress",
    "SmsGateway",
    "Station",
    "Transfers",
    "Vnpay",
    "from_environment",
]
