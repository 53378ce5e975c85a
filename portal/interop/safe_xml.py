"""Parsing XML from outside: no document type, no entity, no network, memory flat."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lxml import etree

from portal.interop.problems import N_, FileRefused

_BAD_CHARACTER = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));"
)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_DOCTYPE = N_("This file carries a document type definition, which is never accepted.")
_BROKEN = N_("This file is damaged or cut off: line %(line)s is not well-formed XML.")


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _events(file: IO[bytes], event: str, tag: tuple[str, ...] | None) -> Iterator[etree._Element]:
    for _, element in etree.iterparse(
        file,
        events=(event,),
        tag=tag,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    ):
        yield element


def elements(path: Path, *tags: str) -> Iterator[etree._Element]:
    """Yield the elements with these local names as they end; the caller clears nothing.

    Each element is emptied after it was used, so that memory does not grow with the
    file. Raise FileRefused for a broken file or one with a document type.
    """
    wanted = tuple(f"{{*}}{tag}" for tag in tags)
    try:
        with path.open("rb") as file:
            for element in _events(file, "end", wanted):
                refuse_doctype(element.getroottree())
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise FileRefused(_BROKEN, line=str(line)) from error


def _forget(element: etree._Element) -> None:
    """Drop an element and its elder siblings from the tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def refuse_doctype(tree: etree._ElementTree) -> None:
    if getattr(tree.docinfo, "doctype", ""):  # missing from the type stubs
        raise FileRefused(_DOCTYPE)


def root_of(path: Path) -> str:
    """Return the local name of a file's root element; raise FileRefused if there is none."""
    try:
        with path.open("rb") as file:
            for element in _events(file, "start", None):
                refuse_doctype(element.getroottree())
                return name_of(element)
    except etree.XMLSyntaxError as error:
        raise FileRefused(_BROKEN, line=str(error.lineno or 0)) from error
    raise FileRefused(_BROKEN, line="1")


def document(raw: bytes) -> etree._Element:
    """Parse one inner document; a stray control character or bare & is mended once.

    Raise ValueError when it stays broken, FileRefused when it has a document type.
    """
    try:
        root = etree.fromstring(raw, _PARSER)
    except etree.XMLSyntaxError:
        root = _mended(raw)
    refuse_doctype(root.getroottree())
    return root


def _mended(raw: bytes) -> etree._Element:
    parts = _CDATA.split(_BAD_CHARACTER.sub(b"", raw))
    mended = b"".join(
        part if part.startswith(b"<![CDATA[") else _BARE_AMPERSAND.sub(b"&amp;", part)
        for part in parts
    )
    try:
        return etree.fromstring(mended, _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError("not well-formed") from error


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace; comments have none."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2] if tag[0] == "{" else tag
