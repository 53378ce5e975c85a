"""Leaving of each choice what is possible, and joining what is written in a row."""

from typing import TypeVar

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer

from portal.kernel.inlining.trees import UNKNOWN, Body, constant

N = TypeVar("N", bound=nodes.Node)
NAMING = (nodes.Assign, nodes.AssignBlock, nodes.FromImport, nodes.Import, nodes.Macro)


class Settle(NodeTransformer):
    """Makes a tree say the same with less."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def generic_visit(self, node: N) -> N:
        super().generic_visit(node)
        for field in ("body", "else_"):
            if body := getattr(node, field, None):
                setattr(node, field, _joined(body))
        return node

    def visit_Scope(self, scope: nodes.Scope) -> nodes.Node | Body:  # noqa: N802 - Jinja's name
        """Drop a scope that holds no name of its own."""
        self.generic_visit(scope)
        return scope if _names_something(scope.body) else scope.body

    def visit_If(self, choice: nodes.If) -> nodes.Node | Body:  # noqa: N802
        """Keep the branch a constant chooses."""
        chosen = self._truth(choice.test)
        if chosen is None:
            return self.generic_visit(choice)
        if chosen:
            return self._settled(choice.body)
        if choice.elif_:
            following, *others = choice.elif_
            following.elif_, following.else_ = others, choice.else_
            return self.visit_If(following)
        return self._settled(choice.else_)

    def visit_CondExpr(self, choice: nodes.CondExpr) -> nodes.Node:  # noqa: N802
        self.generic_visit(choice)
        chosen = self._truth(choice.test)
        if chosen is None or choice.expr2 is None:
            return choice
        return choice.expr1 if chosen else choice.expr2

    def _truth(self, test: nodes.Node) -> bool | None:
        """Return what a test says whatever the page shows; None when that depends."""
        value = constant(test, self._environment)
        return None if value is UNKNOWN else bool(value)

    def _settled(self, body: Body) -> Body:
        return self.generic_visit(nodes.Scope(body)).body


def _joined(body: Body) -> Body:
    """Join outputs that follow each other, so that constant text is one piece."""
    joined: Body = []
    for node in body:
        before = joined[-1] if joined else None
        if isinstance(node, nodes.Output) and isinstance(before, nodes.Output):
            before.nodes.extend(node.nodes)
        else:
            joined.append(node)
    return joined


def _names_something(body: Body) -> bool:
    """Say whether a body names anything outside of the scopes and loops within it."""
    for node in body:
        if isinstance(node, NAMING):
            return True
        inner = [] if isinstance(node, nodes.Scope | nodes.For) else list(node.iter_child_nodes())
        if _names_something(inner):
            return True
    return False
