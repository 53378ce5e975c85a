"""The closed sets of the record."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Answer(StrEnum):
    """Three states: asked and yes, asked and no, not asked."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        return str(ANSWER_LABELS[self])


ANSWER_LABELS = {Answer.YES: _l("Yes"), Answer.NO: _l("No"), Answer.NOT_ASKED: _l("Not asked")}


class Habit(StrEnum):
    """Part B2: the exchange format's TRANGTHAI and DABO as one value."""

    NEVER = "never"
    CURRENT = "current"
    REGULAR = "regular"
    FORMER = "former"

    @property
    def label(self) -> str:
        return str(HABIT_LABELS[self])


HABIT_LABELS = {
    Habit.NEVER: _l("No"),
    Habit.CURRENT: _l("Yes"),
    Habit.REGULAR: _l("Yes, regularly"),
    Habit.FORMER: _l("Has stopped"),
}
