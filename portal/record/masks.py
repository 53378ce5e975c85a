"""Numbers and addresses that are shown without being given away."""

NBSP = "\u00a0"
SHOWN_DIGITS = 3


def masked_number(value: str) -> str:
    """Return dots and the last three signs: ••• 067."""
    return f"•••{NBSP}{value[-SHOWN_DIGITS:]}"


def masked_phone(number: str) -> str:
    """Return the end of a phone number: …345."""
    return f"…{number[-SHOWN_DIGITS:]}"


def masked_email(address: str) -> str:
    """Return the first letter and the host: l…@example.vn."""
    name, _at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if host else "…"
