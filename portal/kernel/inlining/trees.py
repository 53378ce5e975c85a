"""Looking through trees of template nodes, and copying them."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from jinja2 import Environment, nodes
from jinja2.nodes import EvalContext, Impossible

Body = list[nodes.Node]
UNKNOWN = object()
N = TypeVar("N", bound=nodes.Node)


def all_of(body: Iterable[nodes.Node], kind: type[N]) -> Iterator[N]:
    """Yield the nodes of a kind, at any depth."""
    for node in body:
        if isinstance(node, kind):
            yield node
        yield from node.find_all(kind)


def names_in(body: Iterable[nodes.Node]) -> Iterator[nodes.Name]:
    """Yield every name that is read or stored."""
    return all_of(body, nodes.Name)


def stored_in(body: Iterable[nodes.Node]) -> set[str]:
    """Return the names that get a value here, in loops too."""
    return {name.name for name in names_in(body) if name.ctx == "store"}


def constant(node: nodes.Node, environment: Environment) -> object:
    """Return the value of an expression that is the same on every page, else UNKNOWN."""
    if not isinstance(node, nodes.Expr):
        return UNKNOWN
    try:
        return node.as_const(EvalContext(environment))
    except Impossible:
        return UNKNOWN


def copy(node: N) -> N:
    """Copy a tree, but not the environment it belongs to."""
    fields = [_copied(getattr(node, field)) for field in node.fields]
    attributes = {name: getattr(node, name, None) for name in node.attributes}
    return type(node)(*fields, **attributes)


def _copied(value: object) -> object:
    if isinstance(value, nodes.Node):
        return copy(value)
    return [_copied(one) for one in value] if isinstance(value, list) else value
