"""Component macros written out where they are called, when a template compiles.

A page calls a hundred small macros, and a call costs more than what it writes. So the body
of a macro takes the place of its call, with the arguments put in, and `{% include %}` is
replaced by what it includes. Constant arguments leave only the branch they choose.

Components stay what they are for those who write them. What does not fit (a macro called
inside an expression, a caller with arguments) is left as a call.
"""

from collections.abc import Callable, Mapping
from itertools import count
from typing import cast

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from portal.kernel.inlining.macros import Expandable, Substitute, scope
from portal.kernel.inlining.settling import Settle
from portal.kernel.inlining.trees import UNKNOWN, Body, constant, copy

Parse = Callable[[str], nodes.Template]
Known = dict[str, Expandable]


class Inlining:
    """Writes components out in the templates of one environment."""

    def __init__(self, environment: Environment, parse: Parse) -> None:
        self._environment = environment
        self._parse = parse
        self._components: dict[str, Known] = {}
        self.numbers = count(1)

    def written_out(self, tree: nodes.Template) -> nodes.Template:
        """Return the template with its components written out."""
        tree.body = self._body(tree)
        Settle(self._environment).visit(tree)
        tree.set_lineno(1)
        tree.set_environment(self._environment)
        return tree

    def included(self, name: str) -> Body:
        """Return what a template that is included writes."""
        return self._body(self._parse(name))

    def _body(self, tree: nodes.Template) -> Body:
        WriteOut(self, self._known_in(tree)).visit(tree)
        _drop_unused_imports(tree)
        return tree.body

    def _component(self, name: str) -> Known:
        """Return the macros other templates may take from this one, read once."""
        if name not in self._components:
            self._components[name] = self._known_in(self._parse(name))
        return self._components[name]

    def _known_in(self, tree: nodes.Template) -> Known:
        """Collect the macros a template imports or defines, their own calls written out."""
        known: Known = {}
        constants: dict[str, nodes.Expr] = {}
        for node in tree.body:
            if isinstance(node, nodes.FromImport):
                known |= self._imported(node)
            elif isinstance(node, nodes.Assign) and self._is_constant(node):
                constants[cast(nodes.Name, node.target).name] = cast(nodes.Expr, node.node)
            elif isinstance(node, nodes.Macro):
                macro = Substitute(constants).visit(copy(node))
                macro = WriteOut(self, known).visit(macro)
                known[node.name] = Expandable(macro, frozenset(self._environment.globals))
        return known

    def _imported(self, node: nodes.FromImport) -> Known:
        if not isinstance(node.template, nodes.Const) or node.with_context:
            return {}
        offered = self._component(node.template.value)
        pairs = [(name, name) if isinstance(name, str) else name for name in node.names]
        return {alias: offered[name] for name, alias in pairs if name in offered}

    def _is_constant(self, node: nodes.Assign) -> bool:
        named = isinstance(node.target, nodes.Name)
        return named and constant(node.node, self._environment) is not UNKNOWN


class WriteOut(NodeTransformer):
    """Replaces calls of known macros, and includes."""

    def __init__(self, inlining: Inlining, known: Mapping[str, Expandable]) -> None:
        self._inlining = inlining
        self._known = known

    def visit_Output(self, output: nodes.Output) -> Body:  # noqa: N802 - name fixed by Jinja
        written: Body = []
        for part in output.nodes:
            body = self._expanded(part, None)
            written += [nodes.Output([part])] if body is None else body
        return written

    def visit_CallBlock(self, block: nodes.CallBlock) -> nodes.Node | Body:  # noqa: N802
        self.generic_visit(block)
        body = None if block.args else self._expanded(block.call, block.body)
        return block if body is None else body

    def visit_Include(self, include: nodes.Include) -> nodes.Node:  # noqa: N802
        if not isinstance(include.template, nodes.Const) or not include.with_context:
            return include
        return scope(self._inlining.included(include.template.value))

    def _expanded(self, part: nodes.Node, caller: Body | None) -> Body | None:
        if not isinstance(part, nodes.Call) or not isinstance(part.node, nodes.Name):
            return None
        macro = self._known.get(part.node.name)
        return macro.expanded(part, caller, self._inlining.numbers) if macro else None


def _drop_unused_imports(tree: nodes.Template) -> None:
    used = {name.name for name in tree.find_all(nodes.Name)}
    for node in tree.body:
        if isinstance(node, nodes.FromImport):
            node.names = [
                name for name in node.names if (name if isinstance(name, str) else name[1]) in used
            ]
    tree.body = [node for node in tree.body if not isinstance(node, nodes.FromImport) or node.names]
