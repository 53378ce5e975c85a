"""The tree of a message, and the small questions asked of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from portal.interop.safe_xml import name_of
from portal.kernel.text import clean

_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its text and its children by name, in the order of the file."""

    text: str = ""
    children: Mapping[str, tuple["Node", ...]] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return the text of a child, the last that is not empty."""
        return next((c.text for c in reversed(self.children.get(name, ())) if c.text), "")

    def child(self, name: str) -> "Node":
        found = self.children.get(name, ())
        return found[0] if found else EMPTY

    def items(self, name: str) -> Iterator["Node"]:
        """Yield the rows of a list element, whatever they are called inside it."""
        for group in self.children.get(name, ()):
            for rows in group.children.values():
                yield from rows


EMPTY = Node()


def node_of(element: etree._Element, depth: int = 0) -> Node:
    """Copy an element into a Node; what is nested deeper than any message is cut."""
    children: dict[str, list[Node]] = {}
    for child in element:
        name = name_of(child).upper()
        if name and depth < _DEPTH:
            children.setdefault(name, []).append(node_of(child, depth + 1))
    return Node(
        "" if children else clean(element.text or ""),
        {name: tuple(nodes) for name, nodes in children.items()},
    )
