"""Bringing the statement of the unit's bank."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.kernel import clock, pages
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.sheets.refusal import FileRefused
from portal.staff.guard import staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff, signed_in_staff
from portal.transfers import statement_files, statement_rows, statements
from portal.transfers.forms import StatementForm
from portal.transfers.statements import Brought
from portal.transfers.views.blueprint import blueprint, own_unit, where_somebody_collects

# Around the file: its name, the token, the marks between the parts.
AROUND = 16 * 1024


@blueprint.url_value_preprocessor
def let_a_file_in(endpoint: str | None, _values: object) -> None:
    """Take a longer body where staff bring a file, before the form token is looked for in it."""
    if endpoint == "transfers_desk.bring_statement" and signed_in_staff() is not None:
        request.max_content_length = statement_files.LARGEST + AROUND


@blueprint.get("/money/statement")
@staff_page(*AT_THE_DESK)
@where_somebody_collects
def statement() -> ResponseReturnValue:
    """Ask for the file."""
    return _show(StatementForm(formdata=None))


@blueprint.post("/money/statement")
@staff_page(*AT_THE_DESK)
def bring_statement() -> ResponseReturnValue:
    """Take in what is new in it, and say of every row left out why."""
    unit_id, form = own_unit().id, StatementForm()
    try:
        content = form.value(statement_files.LARGEST)
        came_in, refused = statement_rows.rows(statement_files.read(content), clock.today())
        brought = statements.bring(content, came_in, refused, unit_id, by=current_staff())
    except FileRefused as refusal:
        form.refuse(RuleBroken(_(refusal.reason.message, **refusal.reason.values), "file"))
        return _show(form)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show(form)
    return _show(StatementForm(formdata=None), brought)


def _show(form: StatementForm, brought: Brought | None = None) -> ResponseReturnValue:
    refused = brought.refused if brought else []
    return pages.show(
        "transfers/statement.html",
        status=422 if form.errors else 200,
        form=form,
        brought=brought,
        refused=[(each.row, _(each.reason.message, **each.reason.values)) for each in refused],
    )
