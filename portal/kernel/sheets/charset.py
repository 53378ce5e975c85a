"""Which characters the bytes of a text file stand for, or why they cannot be read."""

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from portal.kernel.sheets.refusal import N_, FileRefused

_SAMPLE = 64 * 1024
_CHUNK = 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VIETNAMESE = re.compile(
    "[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)
# Letters that TCVN3 (ABC) fonts show as Vietnamese; Unicode Vietnamese and the marks of
# VNI never use them.
_TCVN3 = re.compile(
    "[\u00b5\u00b8\u00b6\u00b7\u00b9\u00a8\u00bb\u00be\u00bc\u00bd\u00c6\u00a9"
    "\u00c7\u00cb\u00ae\u00ce\u00d7\u00dc\u00df\u00ab\u00e7\u00ac\u00ee\u00f7\u00fe]"
)
# VNI fonts write a vowel and then its mark as a second letter: "aø", "eâ", "oä".
_VNI = re.compile(
    "[aeoAEO][\u00f8\u00f9\u00fb\u00f5\u00ef\u00e2\u00d8\u00d9\u00db\u00d5\u00cf\u00c2\u00e4\u00c4]"
)
_ENOUGH = 5
_LEGACY_FONT = N_(
    "This text is typed with an old %(font)s font. Convert it to Unicode first, then send it again."
)


def charset_of(path: Path) -> str:
    """Return the codec of a text file; raise FileRefused for what cannot be read safely."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for mark, codec in _BOMS:
        if sample.startswith(mark):
            return _checked(path, codec)
    if sample[1:200:2].count(0) > len(sample[1:200:2]) // 2:
        return _checked(path, "utf-16-le")
    if b"\x00" in sample:
        raise FileRefused(N_("This is not a text file, and not a kind we know."))
    return _without_mark(path, sample)


def _without_mark(path: Path, sample: bytes) -> str:
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        refuse_legacy_fonts(sample.decode("cp1252", errors="replace"))
        if from_bytes(sample, cp_isolation=["cp1258"]).best() is None:
            raise FileRefused(
                N_("The characters of this file cannot be read. Save it as “CSV UTF-8”.")
            ) from None
        return "cp1258"
    refuse_legacy_fonts(text)
    return _checked(path, "utf-8")


def _checked(path: Path, codec: str) -> str:
    """Decode the whole file once, so that no broken byte surfaces after rows are written."""
    decoder = codecs.getincrementaldecoder(codec)()
    seen = ""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                seen = seen or text
        decoder.decode(b"", final=True)
    except UnicodeError:
        raise FileRefused(
            N_("The characters of this file cannot be read. Save it as “CSV UTF-8”.")
        ) from None
    refuse_legacy_fonts(seen[:_SAMPLE])
    return codec


def refuse_legacy_fonts(text: str) -> None:
    """Raise FileRefused for text that only looks right in a TCVN3 or VNI font."""
    unicode_letters = len(_VIETNAMESE.findall(text))
    for font, pattern in (("TCVN3 (.VnTime)", _TCVN3), ("VNI", _VNI)):
        if len(found := pattern.findall(text)) >= _ENOUGH and len(found) > 3 * unicode_letters:
            raise FileRefused(_LEGACY_FONT, font=font)
