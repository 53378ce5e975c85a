"""Part B of the individual health-management record (QĐ 831/QĐ-BYT, 2017), as data.

Labels are the printed form's own; ids, units and options follow the form and the tags of
its exchange message. Every item has three states (yes, no, not asked), so an item without
an answer is "not asked", never "no".

The form's count of induced abortions is left out: that register is never shared, and an
import drops it (see NEVER_KEPT).
"""

from collections.abc import Mapping, Sequence
from datetime import date

from portal.kernel.partial_date import PartialDate, whole_months
from portal.people.kinds import Sex
from portal.record.form_family import FAMILY, OTHER, REPRODUCTIVE
from portal.record.form_own import BIRTH, DISABILITIES, OPERATIONS, OWN, RISKS
from portal.record.item import Item, Part

NEVER_KEPT = frozenset({"induced_abortions_total"})
REPRODUCTIVE_FROM_MONTHS = 10 * 12

ITEMS: Mapping[str, Item] = {
    item.id: item
    for item in (
        *BIRTH,
        *RISKS,
        *OWN,
        *DISABILITIES,
        *OPERATIONS,
        *FAMILY,
        *REPRODUCTIVE,
        *OTHER,
    )
}
BY_PART: Mapping[Part, Sequence[Item]] = {
    part: tuple(item for item in ITEMS.values() if item.part is part) for part in Part
}


def part_applies(part: Part, sex: Sex, born: PartialDate, today: date) -> bool:
    """Say whether a part is asked of this person: B7 of women and girls from 10 years.

    The printed form shows B7 to everybody; asking it of others is noise. An uncertain
    birth counts by its earliest day.
    """
    if part is not Part.B7:
        return True
    return sex is Sex.FEMALE and whole_months(born.earliest, today) >= REPRODUCTIVE_FROM_MONTHS
