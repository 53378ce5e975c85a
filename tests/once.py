"""What all applications of a run have in common, worked out once in each process of tests.

Every test builds an application of its own; most of that time went into compiling the same
addresses and the same templates again. Kept here is compiled code only: pure, and the same for
the same source. What an application knows, counts or stores is never kept.
"""

from collections.abc import Callable
from types import CodeType
from typing import ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from portal.kernel.templating import FoldingEnvironment, Templates

Builder = Callable[..., tuple[str, str]]


class KnownRule(Rule):
    """An address whose builder is compiled once; without this method it is only slower."""

    _known: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        if self.defaults:  # they are written into the code
            return super()._compile_builder(append_unknown)
        # The code asks its own rule for converters, so any rule with the same parts may use it.
        key = (self.rule, tuple(self._trace), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


class CompiledTemplates(BytecodeCache):
    """The code of each template in each language, as long as its source stays the same."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[str, str, str]:
    assert isinstance(bucket.environment, FoldingEnvironment)
    return bucket.environment.language, bucket.key, bucket.checksum


_templates = CompiledTemplates()


def know_addresses() -> None:
    """Let every application of this process use the addresses compiled before."""
    Flask.url_rule_class = KnownRule


def know_templates(app: Flask) -> None:
    """Let an application use the templates compiled before."""
    templates = app.extensions["portal.templates"]
    assert isinstance(templates, Templates)
    for environment in templates._environments.values():
        environment.bytecode_cache = _templates
