"""One macro, and what a call of it writes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from portal.kernel.inlining.trees import Body, all_of, copy, names_in, stored_in


class Expandable:
    """A macro whose body can take the place of a call, examined once."""

    def __init__(self, macro: nodes.Macro, known_everywhere: frozenset[str]) -> None:
        self._macro = macro
        self._arguments = [argument.name for argument in macro.args]
        self._stored = stored_in(macro.body)
        self._once = _read_once(macro.body)
        self._asks_caller = any(name.name == "caller" for name in names_in(macro.body))
        self._fits = self._sees_only(known_everywhere) and self._calls_back_plainly()

    def expanded(
        self, call: nodes.Call, caller: Body | None, numbers: Iterator[int]
    ) -> Body | None:
        """Return what a call writes, as nodes; None when it has to stay a call.

        Names of the macro get a number, so they mean nothing where the body is put. An
        argument that is a constant, a name, or read once takes the place of its name.
        """
        values = self._bound(call)
        if values is None or not self._fits or self._asks_caller != (caller is not None):
            return None
        replaced: dict[str, nodes.Expr] = {}
        first: Body = []
        for name in sorted({*values, *self._stored}):
            value = values.get(name)
            if value is not None and self._may_replace(name, value):
                replaced[name] = value
                continue
            fresh = f"_{next(numbers)}_{name}"
            replaced[name] = nodes.Name(fresh, "load")
            if value is not None:
                first.append(nodes.Assign(nodes.Name(fresh, "store"), value))
        body = scope([copy(node) for node in self._macro.body])
        Substitute(replaced, caller).visit(body)
        return [scope(first + body.body)]

    def _may_replace(self, name: str, value: nodes.Expr) -> bool:
        plain = isinstance(value, nodes.Const | nodes.Name) or name in self._once
        return plain and name not in self._stored

    def _bound(self, call: nodes.Call) -> dict[str, nodes.Expr] | None:
        """Return the value of each argument; None for a call the macro itself has to judge."""
        if call.dyn_args or call.dyn_kwargs or len(call.args) > len(self._arguments):
            return None
        values: dict[str, nodes.Expr] = {}
        if defaults := self._macro.defaults:
            values.update(zip(self._arguments[-len(defaults) :], defaults, strict=True))
        values.update(zip(self._arguments, call.args, strict=False))
        values.update({argument.key: argument.value for argument in call.kwargs})
        return values if values.keys() == set(self._arguments) else None

    def _sees_only(self, known_everywhere: frozenset[str]) -> bool:
        """Say whether the macro reads nothing but its arguments and what every template knows."""
        own = {*self._arguments, *self._stored, "caller", "loop"}
        return {name.name for name in names_in(self._macro.body)} - own <= known_everywhere

    def _calls_back_plainly(self) -> bool:
        """Say whether `caller()` is only written, and never in a loop."""
        written = [
            part
            for output in all_of(self._macro.body, nodes.Output)
            for part in output.nodes
            if _is_caller(part)
        ]
        named = [name for name in names_in(self._macro.body) if name.name == "caller"]
        looped = names_in(all_of(self._macro.body, nodes.For))
        return len(written) == len(named) and all(name.name != "caller" for name in looped)


class Substitute(NodeTransformer):
    """Puts values in the place of names, and a body in the place of `caller()`."""

    def __init__(self, values: Mapping[str, nodes.Expr], caller: Body | None = None) -> None:
        self._values = values
        self._caller = caller

    def visit_Name(self, name: nodes.Name) -> nodes.Node:  # noqa: N802 - name fixed by Jinja
        value = self._values.get(name.name)
        if value is None:
            return name
        if name.ctx != "load":
            return nodes.Name(cast(nodes.Name, value).name, name.ctx)
        return copy(value)

    def visit_Output(self, output: nodes.Output) -> nodes.Node | Body:  # noqa: N802
        if self._caller is None or not any(_is_caller(part) for part in output.nodes):
            return self.generic_visit(output)
        return [
            scope([copy(node) for node in self._caller])
            if _is_caller(part)
            else nodes.Output([self.visit(part)])
            for part in output.nodes
        ]


def scope(body: Body) -> nodes.Scope:
    """Return nodes whose names are theirs alone."""
    return nodes.Scope(body)


def _is_caller(part: nodes.Node) -> bool:
    return (
        isinstance(part, nodes.Call)
        and isinstance(part.node, nodes.Name)
        and part.node.name == "caller"
        and not (part.args or part.kwargs)
    )


def _read_once(body: Body) -> set[str]:
    """Return the names read exactly once, and not again and again in a loop."""
    read = Counter(name.name for name in names_in(body))
    looped = {name.name for name in names_in(all_of(body, nodes.For))}
    return {name for name, times in read.items() if times == 1} - looped
