"""Sentences in the visitor's language.

Message ids are English sentences. Catalogues are read once; a look-up is a dictionary
access, because a page asks for dozens of labels. Templates fold theirs when they are
compiled (`kernel.templating`).
"""

from functools import cache
from pathlib import Path
from typing import Any, cast

from babel.support import NullTranslations, Translations
from flask import g

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
_FOLDER = Path(__file__).resolve().parents[2] / "translations"


def current_language() -> str:
    """Return the language of this request: "vi" or "en"."""
    try:  # a page asks a hundred times
        chosen: str = g.language
    except (AttributeError, RuntimeError):  # nobody chose, or there is no request
        return DEFAULT_LANGUAGE
    return chosen


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the compiled catalogue of a language, the same for the life of the process."""
    return Translations.load(str(_FOLDER), [language])


def gettext(message: str, /, **values: Any) -> str:
    """Translate a sentence and put its named parts in."""
    text = catalogue(current_language()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, number: int, /, **values: Any) -> str:
    """Translate a sentence that counts something; `%(num)s` is the number."""
    text = catalogue(current_language()).ungettext(singular, plural, number)
    return text % {"num": number, **values}


class LazySentence:
    """A sentence translated when it is shown."""

    def __init__(self, message: str, values: dict[str, Any]) -> None:
        self._message = message
        self._values = values

    def __str__(self) -> str:
        return gettext(self._message, **self._values)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __mod__(self, values: object) -> str:
        return str(self) % values

    def __len__(self) -> int:
        return len(str(self))


def lazy_gettext(message: str, /, **values: Any) -> str:
    """Return a sentence for module level: translated each time it is shown."""
    return cast(str, LazySentence(message, values))
