"""Lines of the report, as stored and as read."""

import json
from typing import Any
from uuid import UUID

from portal.interop.problems import Reason, RowProblem, Weight
from portal.kernel.i18n import gettext

COUNTED = ("new", "changed", "same", "held", "refused", "dropped")


def stored(run_id: UUID, problem: RowProblem) -> dict[str, Any]:
    """Return the columns of a problem; the sentence stays translatable."""
    reason = {
        "message": problem.reason.message,
        "values": dict(problem.reason.values),
        "weight": problem.weight.value,
    }
    return {
        "run_id": run_id,
        "row": problem.row,
        "column": problem.column or None,
        "reason": json.dumps(reason, ensure_ascii=False),
    }


def read_back(row: int, column: str | None, reason: str) -> RowProblem:
    """Return the problem a stored line tells."""
    parts = json.loads(reason)
    return RowProblem(
        row, column or "", Reason(parts["message"], parts["values"]), Weight(parts["weight"])
    )


def sentence(reason: Reason) -> str:
    """Return the reason in the language of the reader."""
    return gettext(reason.message, **reason.values)
