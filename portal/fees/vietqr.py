"""The text inside a VietQR: NAPAS QR format 1.0 (09/2021), EMVCo merchant-presented.

Tag, length and value, two digits each for the first two; the last field is a CRC-16.
"""

from dataclasses import dataclass

NAPAS, TO_ACCOUNT = "A000000727", "QRIBFTTA"
DONG, VIETNAM = "704", "VN"
LONGEST_VALUE = 99
MOST_DIGITS = 13


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What a banking app is to fill in; without an amount the payer types it."""

    bin: str
    account: str
    amount: int | None = None
    purpose: str = ""
    bill: str = ""
    service: str = TO_ACCOUNT


def payload(transfer: Transfer) -> str:
    """Return the text of the QR; raise ValueError for what the format cannot say."""
    if len(transfer.bin) != 6 or not transfer.bin.isdigit():
        raise ValueError("a bank is known by six digits")
    amount = "" if transfer.amount is None else str(transfer.amount)
    if len(amount) > MOST_DIGITS or (amount and int(amount) <= 0):
        raise ValueError("an amount has one to thirteen digits")
    beneficiary = _field("00", transfer.bin) + _field("01", transfer.account)
    account = _field("00", NAPAS) + _field("01", beneficiary) + _field("02", transfer.service)
    words = _field("01", transfer.bill) + _field("08", transfer.purpose)
    text = (
        _field("00", "01")
        + _field("01", "12" if amount else "11")
        + _field("38", account)
        + _field("53", DONG)
        + _field("54", amount)
        + _field("58", VIETNAM)
        + _field("62", words)
        + "6304"
    )
    return text + f"{crc16(text):04X}"


def _field(tag: str, value: str) -> str:
    """Write one field; an empty one is left out."""
    if not value:
        return ""
    if len(value) > LONGEST_VALUE or not value.isascii():
        raise ValueError(f"field {tag} is at most 99 ASCII characters")
    return f"{tag}{len(value):02d}{value}"


def crc16(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, initial FFFF, nothing reflected; "123456789" is 29B1."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ (0x1021 if value & 0x8000 else 0)
        value &= 0xFFFF
    return value
