"""What stops the start."""


class ConfigError(Exception):
    """A setting is missing or dangerous; the start stops here."""
