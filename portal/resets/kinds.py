"""The lists whoever decides and settles a reset chooses from."""

from enum import StrEnum

from portal.kernel.i18n import lazy_gettext as _l


class Ground(StrEnum):
    """How the second person made sure before they allowed a reset."""

    SAW_PERSON = "saw_person"
    RANG_PERSON = "rang_person"
    KNOWS_PERSON = "knows_person"

    @property
    def label(self) -> str:
        return str(GROUND_LABELS[self])


GROUND_LABELS = {
    Ground.SAW_PERSON: _l("I saw the person and their card myself"),
    Ground.RANG_PERSON: _l("I rang the new number and spoke with the person"),
    Ground.KNOWS_PERSON: _l("I know the person, and they told me so"),
}


class Refusal(StrEnum):
    """Why a reset was refused."""

    PROOF = "proof"
    PHONE = "phone"
    NOT_ASKED = "not_asked"
    ANOTHER_WAY = "another_way"
    NOT_KNOWN = "not_known"

    @property
    def label(self) -> str:
        return str(REFUSAL_LABELS[self])


REFUSAL_LABELS = {
    Refusal.PROOF: _l("The proof is not enough"),
    Refusal.PHONE: _l("The new number is not the person's"),
    Refusal.NOT_ASKED: _l("The person did not ask for it"),
    Refusal.ANOTHER_WAY: _l("The person can still get in another way"),
    Refusal.NOT_KNOWN: _l("I do not know the person, or did not see them"),
}


class Outcome(StrEnum):
    """What settles a reset that was stopped."""

    CONFIRM = "confirm"
    REVERSE = "reverse"

    @property
    def label(self) -> str:
        return str(OUTCOME_LABELS[self])


OUTCOME_LABELS = {
    Outcome.CONFIRM: _l("The reset was right, the person keeps the new phone"),
    Outcome.REVERSE: _l("The reset was wrong, the old phone comes back"),
}


class Finding(StrEnum):
    """How whoever settles a stopped reset found out whose the account is."""

    CAME_WITH_CARD = "came_with_card"
    HOME_VISIT = "home_visit"
    WITH_RELATIVES = "with_relatives"

    @property
    def label(self) -> str:
        return str(FINDING_LABELS[self])


FINDING_LABELS = {
    Finding.CAME_WITH_CARD: _l("The person came with their card"),
    Finding.HOME_VISIT: _l("I went to the person's home"),
    Finding.WITH_RELATIVES: _l("The person and their relatives told me together"),
}
