"""The ways a message leaves the house."""

from portal.config import Config
from portal.notifications.channels.console import Console
from portal.notifications.channels.delivery import Channel
from portal.notifications.channels.esms import Esms


def channel_for(config: Config) -> Channel:
    """Return the channel an installation is configured for; raise ValueError for another."""
    if config.sms.kind == "console":
        return Console(config.instance / "messages.jsonl")
    if config.sms.kind == "esms":
        return Esms(config.sms)
    raise ValueError(f"PORTAL_SMS names no channel: {config.sms.kind}")
