"""One Jinja environment a language, with every sentence folded in when it compiles.

`_("…")`, `{% trans %}` and `ngettext` with literal messages become constants of the
compiled template, and so do addresses of assets; components are written out where they are
called (`kernel.inlining`). So showing a page looks nothing up. A message is plain text: markup
stays outside it, and named parts are escaped like any other value.
"""

import re
from collections.abc import Callable, Mapping, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.exceptions import TemplateAssertionError
from jinja2.visitor import NodeTransformer

from portal.kernel import formats
from portal.kernel.i18n import LANGUAGES, catalogue
from portal.kernel.inlining import Inlining

_PART = re.compile(r"%\((\w+)\)s|(%%)")


class FoldMessages(NodeTransformer):
    """Replace each call of a translation function, and of `asset`, by its finished text."""

    def __init__(self, environment: Environment, language: str, messages: NullTranslations) -> None:
        self._environment = environment
        self._language = language
        self._messages = messages

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - name fixed by Jinja
        self.generic_visit(call)
        if not isinstance(call.node, nodes.Name):
            return call
        if call.node.name in ("_", "gettext"):
            return self._sentence(call, self._messages.ugettext(self._literal(call, 0)))
        if call.node.name == "ngettext":
            return self._counted(call)
        if call.node.name == "asset":
            return self._address(call)
        return call

    def _address(self, call: nodes.Call) -> nodes.Node:
        """Return the address of a named asset: it is the same as long as the process lives."""
        [name] = call.args
        asset = cast(Callable[[str], str] | None, self._environment.globals.get("asset"))
        if asset is None or not isinstance(name, nodes.Const):
            return call
        return self._placed(nodes.Const(asset(name.value)), call)

    def _counted(self, call: nodes.Call) -> nodes.Node:
        singular, plural = self._literal(call, 0), self._literal(call, 1)
        many = self._sentence(call, self._messages.ungettext(singular, plural, 2))
        if self._language == "vi":  # one form for every number
            return many
        one = self._sentence(call, self._messages.ungettext(singular, plural, 1))
        is_one = nodes.Compare(call.args[2], [nodes.Operand("eq", nodes.Const(1))])
        return self._placed(nodes.CondExpr(is_one, one, many), call)

    def _literal(self, call: nodes.Call, position: int) -> str:
        argument = call.args[position] if len(call.args) > position else None
        if not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
            raise TemplateAssertionError("a message must be a literal", call.lineno)
        return argument.value

    def _sentence(self, call: nodes.Call, text: str) -> nodes.Expr:
        values = {keyword.key: keyword.value for keyword in call.kwargs}
        parts: list[nodes.Expr] = []
        end = 0
        for part in _PART.finditer(text):
            parts.append(nodes.Const(text[end : part.start()]))
            parts.append(nodes.Const("%") if part[2] else self._value(call, values, part[1]))
            end = part.end()
        parts.append(nodes.Const(text[end:]))
        if all(isinstance(part, nodes.Const) for part in parts):
            whole = "".join(part.value for part in parts if isinstance(part, nodes.Const))
            return self._placed(nodes.Const(whole), call)
        return self._placed(nodes.Concat(parts), call)

    def _placed(self, expression: nodes.Expr, call: nodes.Call) -> nodes.Expr:
        expression.set_lineno(call.lineno, override=True)
        expression.set_environment(self._environment)
        return expression

    def _value(self, call: nodes.Call, values: Mapping[str, nodes.Expr], name: str) -> nodes.Expr:
        if name not in values:
            raise TemplateAssertionError(f"no value for %({name})s", call.lineno)
        return values[name]


class FoldingEnvironment(Environment):
    """A Jinja environment of one language."""

    def __init__(self, language: str, folder: Path, *, auto_reload: bool) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=auto_reload,
            cache_size=-1,
        )
        self.language = language
        # A file that changes would not reach the templates it was written out in.
        self._inlining = None if auto_reload else Inlining(self, self._component)
        self.policies["ext.i18n.trimmed"] = True
        self.newstyle_gettext = True
        for name in formats.SAME_EVERYWHERE:
            self.filters[name] = getattr(formats, name)
        for name in formats.BY_LANGUAGE:
            self.filters[name] = partial(getattr(formats, name), language=language)

    def make_globals(self, own: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Share one plain mapping: each page copies it, and Jinja's chain is slow to copy."""
        return super().make_globals(own) if own else self.globals

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = self._folded(source, name, filename)
        return tree if self._inlining is None else self._inlining.written_out(tree)

    def _folded(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        folded: nodes.Template = FoldMessages(self, self.language, catalogue(self.language)).visit(
            tree
        )
        return folded

    def _component(self, name: str) -> nodes.Template:
        assert self.loader is not None
        source, filename, _ = self.loader.get_source(self, name)
        return self._folded(source, name, filename)


class Templates:
    """The environments of one application, and the names each template may use."""

    def __init__(self, folder: Path, *, auto_reload: bool) -> None:
        self._environments = {
            language: FoldingEnvironment(language, folder, auto_reload=auto_reload)
            for language in LANGUAGES
        }

    def add_globals(self, **names: Callable[..., Any] | str) -> None:
        """Give every template these functions and words."""
        for environment in self._environments.values():
            environment.globals.update(names)

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """Render a template in a language."""
        return self._environments[language].get_template(template).render(values)

    def compile_all(self) -> list[str]:
        """Compile every template in every language; return their names."""
        names: list[str] = []
        for environment in self._environments.values():
            names = environment.list_templates(extensions=["html"])
            for name in names:
                environment.get_template(name)
        return names
