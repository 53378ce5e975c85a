"""What a new consent takes the place of.

Whoever goes back and chooses less means less. Earlier consents to the same grantee given
on these pages therefore end with the new one; those given at the desk, or as the answer
to a request, were asked for by somebody else and stand.
"""

from collections.abc import Sequence

from portal.accounts.signed_in import current_resident
from portal.consents import queries, services
from portal.consents.kinds import Channel
from portal.consents.queries import ConsentLine
from portal.consents.sections import Section, in_order
from portal.kernel import clock
from portal.sharing.grant_steps import Step
from portal.sharing.private_parts import consents_for


def earlier(step: Step) -> Sequence[ConsentLine]:
    """Return the consents this one takes the place of, as far as the reader knows of them."""
    chosen = step.draft
    return [
        line
        for line in consents_for(step.subject, queries.standing(step.subject.id, clock.now()))
        if line.channel is Channel.PHONE
        and (line.staff_id, line.facility_code) == (chosen.staff_id, chosen.facility_code)
        and line.id != chosen.key
    ]


def ends_of(lines: Sequence[ConsentLine], kept: Sequence[Section]) -> Sequence[Section]:
    """Return the parts that are no longer shared once these consents are replaced."""
    return in_order(part for line in lines for part in line.sections if part not in kept)


def end(step: Step, lines: Sequence[ConsentLine]) -> None:
    """End what was replaced, in the transaction of the new consent."""
    services.replace(
        step.subject.id,
        [line.id for line in lines],
        by=current_resident().actor,
        basis=step.subject.basis,
    )
