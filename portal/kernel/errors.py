"""The refusals a person can be shown."""


class RuleBroken(Exception):
    """A rule of the domain says no; the sentence is shown beside the field it names."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class TooBusy(Exception):
    """A bounded resource is full just now; the visitor may try again in a moment."""
