"""Words about people: sex, yes and no, relation to the head of the household."""

from portal.interop.cells import Cell, text_of
from portal.interop.problems import N_, CellRefused
from portal.kernel.text import fold
from portal.people.kinds import Relation, Sex

_MALE = {"nam", "m", "male", "1", "trai", "x nam"}
_FEMALE = {"nu", "f", "female", "2", "gai", "w"}
_YES = {"co", "x", "1", "yes", "dung", "true", "da co"}
_NO = {"khong", "0", "no", "false", "chua"}

_RELATIONS = {
    Relation.HEAD: ("chu ho", "ch", "chu"),
    Relation.SPOUSE: ("vo", "chong", "vo chong", "vo/chong"),
    Relation.CHILD: (
        "con", "con trai", "con gai", "con de", "con nuoi", "con ruot", "con ut", "con ca",
    ),
    Relation.PARENT: (
        "bo", "me", "cha", "bo de", "me de", "cha/me", "bo/me", "bo vo", "me vo",
        "bo chong", "me chong", "cha vo", "cha chong",
    ),
    Relation.GRANDPARENT: ("ong", "ba noi", "ba ngoai", "ong noi", "ong ngoai", "ong/ba", "ong ba"),
    Relation.GRANDCHILD: ("chau", "chau noi", "chau ngoai", "chau ruot", "chau trai", "chau gai"),
    Relation.SIBLING: ("anh", "chi", "em", "anh trai", "chi gai", "em trai", "em gai",
                       "anh/chi/em", "anh ruot", "chi ruot", "em ruot"),
    Relation.CHILD_IN_LAW: ("con dau", "con re", "dau", "re"),
}  # fmt: skip
# "Ba" (father in the South) and "bà" (grandmother) fold to one word: kept as written.
_BY_WORD = {word: kind for kind, words in _RELATIONS.items() for word in words}


def sex(cell: Cell, column: str) -> Sex:
    """Read Nam/Nữ, M/F or 1/2 (the habit of claim files and population lists)."""
    word = fold(text_of(cell))
    if not word or word in {"3", "khac", "chua xac dinh"}:
        return Sex.UNKNOWN
    if word in _MALE:
        return Sex.MALE
    if word in _FEMALE:
        return Sex.FEMALE
    raise CellRefused(column, N_("Sex is Nam or Nữ (or 1 and 2)."))


def registry_sex(cell: Cell, column: str) -> Sex:
    """Read the immunisation registry's own code: 0 is male, 1 is female."""
    word = text_of(cell)
    if word in {"0", "1"}:
        return Sex.MALE if word == "0" else Sex.FEMALE
    return sex(cell, column)


def ticked(cell: Cell) -> bool:
    """Say whether a column meant to be crossed is crossed."""
    return fold(text_of(cell)) in {"x", "v", "1", "co", "✓", "+"}


def yes_no(cell: Cell) -> bool | None:
    """Read yes or no; None when nothing was answered."""
    word = fold(text) if (text := text_of(cell)) else ""
    return True if word in _YES else False if word in _NO else None


def relation(cell: Cell) -> tuple[Relation | None, str]:
    """Return the kind of relation to the head, and the words used on the list."""
    words = text_of(cell)
    if not words:
        return None, ""
    return _BY_WORD.get(fold(words), Relation.OTHER), words
