"""How people are related, in words."""

from collections.abc import Mapping

from portal.kernel.bilingual import Bilingual
from portal.people.kinds import Relation, TieKind

RELATIONS: Mapping[Relation, Bilingual] = {
    Relation.HEAD: Bilingual("chủ hộ", "head of the household"),
    Relation.SPOUSE: Bilingual("vợ/chồng", "wife or husband"),
    Relation.CHILD: Bilingual("con", "child"),
    Relation.PARENT: Bilingual("bố/mẹ", "parent"),
    Relation.GRANDPARENT: Bilingual("ông/bà", "grandparent"),
    Relation.GRANDCHILD: Bilingual("cháu", "grandchild"),
    Relation.SIBLING: Bilingual("anh/chị/em", "brother or sister"),
    Relation.CHILD_IN_LAW: Bilingual("con dâu/con rể", "son- or daughter-in-law"),
    Relation.OTHER: Bilingual("khác", "other"),
}
TIES: Mapping[TieKind, Bilingual] = {
    TieKind.MOTHER: Bilingual("mẹ", "mother"),
    TieKind.FATHER: Bilingual("bố", "father"),
    TieKind.CAREGIVER: Bilingual("người chăm sóc chính", "main caregiver"),
    TieKind.GUARDIAN: Bilingual("người giám hộ", "guardian"),
}


def relation_words(relation: Relation, as_written: str | None, language: str) -> str:
    """Return a relation to the head of the household; Vietnamese keeps the list's word."""
    if language == "vi" and as_written:
        return as_written[0].lower() + as_written[1:]
    return RELATIONS[relation].in_language(language)
