"""Small elements of a message: texts, and days as dd/MM/yyyy."""

from collections.abc import Mapping
from datetime import date

from lxml import etree

from portal.kernel.partial_date import PartialDate, Precision


def put(parent: etree._Element, texts: Mapping[str, str]) -> None:
    """Add one element per text; an empty text is an empty element."""
    for name, text in texts.items():
        etree.SubElement(parent, name).text = text or None


def day(value: date | None) -> str:
    """Return dd/MM/yyyy, or nothing."""
    return value.strftime("%d/%m/%Y") if value else ""


def partial(value: PartialDate | None) -> str:
    """Return dd/MM/yyyy, MM/yyyy or yyyy, as exactly as the day is known."""
    if value is None:
        return ""
    if value.precision is Precision.YEAR:
        return str(value.day.year)
    if value.precision is Precision.MONTH:
        return value.day.strftime("%m/%Y")
    return day(value.day)
