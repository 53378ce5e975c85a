"""Keeps the catalogues and the code in step.

    python tools/catalogue.py check     fail when a sentence is missing, stale or badly translated
    python tools/catalogue.py update    bring both catalogues up to date with the code

Message ids are English sentences: English needs an entry of its own for counted sentences only.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

FOLDER = Path("translations")
LANGUAGES = {"vi": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
KEYWORDS = ("_l", "lazy_gettext")  # beside Babel's own
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def read(path: Path, language: str | None = None) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def extract() -> Catalog:
    """Read every sentence out of the code and the templates."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
        command += ["-F", "pyproject.toml", "--add-comments", "Translators:", "-o", str(template)]
        command += [f"--keywords={keyword}" for keyword in KEYWORDS]
        subprocess.run([*command, "."], check=True)
        return read(template)


def needed_in(language: str, template: Catalog) -> Catalog:
    """Leave out what English need not repeat: a sentence that is its own translation."""
    if language != "en":
        return template
    counted = Catalog()
    for message in messages(template):
        if message.pluralizable:
            counted[message.id] = message
    return counted


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def sentence(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


def forms(text: object) -> tuple[str, ...]:
    """Give every form of an id or of a translation: one, or one a plural."""
    if isinstance(text, (list, tuple)):
        return tuple(str(form) for form in text)
    return (str(text),)


def parts(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"%\((\w+)\)", text))


# --- check ----------------------------------------------------------------------------------------


def faults(language: str, wanted: Catalog) -> Iterator[str]:
    """Say what is wrong with the catalogue of a language."""
    has = read(path_of(language), language)
    known = {(message.context, sentence(message)) for message in messages(has)}
    needed = {(message.context, sentence(message)) for message in messages(wanted)}
    yield from (f"missing: {text}" for _, text in sorted(needed - known, key=str))
    yield from (f"stale: {text}" for _, text in sorted(known - needed, key=str))
    yield from (f"obsolete: {sentence(message)}" for message in has.obsolete.values())
    for message in messages(has):
        yield from (f"{fault}: {sentence(message)}" for fault in faults_of(message))


def faults_of(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    translated = forms(message.string)
    if not all(translated):
        yield "not translated"
        return
    allowed = {parts(form) for form in forms(message.id)}
    if any(parts(form) not in allowed for form in translated):
        yield "other named parts"


def check() -> int:
    template = extract()
    found = [
        f"{path_of(language)}: {fault}"
        for language in LANGUAGES
        for fault in faults(language, needed_in(language, template))
    ]
    print("\n".join(found) or f"{len(template)} sentences, complete in {' and '.join(LANGUAGES)}")
    if found:
        print("make translate brings the catalogues up to date with the code.")
    return 1 if found else 0


# --- update ---------------------------------------------------------------------------------------


def update(language: str, wanted: Catalog) -> None:
    """Write the catalogue of a language: today's sentences, with the translations known so far."""
    catalogue = read(path_of(language), language)
    catalogue.update(wanted, no_fuzzy_matching=True)
    for message in messages(catalogue):
        if language == "en" and message.pluralizable:
            message.string = message.id
    write(language, catalogue)


def write(language: str, catalogue: Catalog) -> None:
    """Write without dates and line numbers, so that a file changes only when its words do."""
    for message in messages(catalogue):  # sorting would look at the lines
        message.locations = [(file, 0) for file in sorted({file for file, _ in message.locations})]
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language, plurals=LANGUAGES[language]).encode())
        write_po(file, catalogue, width=100, omit_header=True, ignore_obsolete=True,
                 include_lineno=False, sort_by_file=True)  # fmt: skip


def main(task: str) -> int:
    if task == "check":
        return check()
    template = extract()
    for language in LANGUAGES:
        update(language, needed_in(language, template))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
