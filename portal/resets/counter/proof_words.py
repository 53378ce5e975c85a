"""What the first person checked, in sentences for the second."""

from portal.kernel.i18n import gettext as _
from portal.resets.colleagues import Names
from portal.resets.models import Proof
from portal.resets.queries import Reset


def checked(reset: Reset, names: Names) -> tuple[str, ...]:
    """Return how the person proved who they are, and what was compared."""
    return (reset.proof.label, *_compared(reset, names))


def _compared(reset: Reset, names: Names) -> tuple[str, ...]:
    if reset.proof is Proof.VOUCHED:
        return (names.of(reset.voucher_id),)
    if reset.proof is Proof.QUESTIONS:
        return (_("All three answers were right"),)
    if reset.card_matched is None:
        return ()
    if reset.card_matched:
        return (_("The day of issue is the one on file"),)
    return (_("No day of issue is on file to compare"),)
