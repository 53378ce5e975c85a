"""What a channel is asked for, and what it answers."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message; `reference` is the same each time it is tried."""

    reference: str
    recipient: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The provider has it (or had it already); delivery is another matter."""

    provider_id: str | None = None


class TryLater(Exception):
    """The provider could not take it now: a time-out, its own fault, no balance."""


class NeverAccepted(Exception):
    """The provider will not take this message, however often it is tried."""


class Channel(Protocol):
    """One way out."""

    def send(self, message: Outgoing) -> Accepted:
        """Hand the message over; raise TryLater or NeverAccepted."""
