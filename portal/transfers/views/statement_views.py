"""Bringing the statement of the unit's bank, and a colleague's word on it."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.fees.units import account_of
from portal.kernel import clock, pages
from portal.kernel.db import abandon, reads
from portal.kernel.errors import RuleBroken
from portal.kernel.i18n import gettext as _
from portal.kernel.sheets.refusal import FileRefused
from portal.staff.guard import require_fresh_staff, require_fresh_staff_for, staff_page
from portal.staff.roles import AT_THE_DESK
from portal.staff.signed_in import current_staff, signed_in_staff
from portal.transfers import (
    statement_deciding,
    statement_files,
    statement_reading,
    statement_rows,
    statement_words,
    statements,
)
from portal.transfers.forms import StatementForm
from portal.transfers.models import StatementState
from portal.transfers.statement_contents import contents
from portal.transfers.statement_reading import Statement
from portal.transfers.statement_rows import RowRefused
from portal.transfers.statement_seconds import second
from portal.transfers.statements import Brought
from portal.transfers.views.blueprint import blueprint, own_unit, where_somebody_collects

# Around the file: its name, the token, the marks between the parts.
AROUND = 16 * 1024
# What the parser may hold of the body at once: two of its reads, and the line they share. With less
# it would mistake a file whose lines end near the end of a read for an endless field.
AT_ONCE = 256 * 1024


@blueprint.url_value_preprocessor
def let_a_file_in(endpoint: str | None, _values: object) -> None:
    """Take a longer body where staff bring a file, before the form token is looked for in it."""
    if endpoint == "transfers_desk.bring_statement" and signed_in_staff() is not None:
        request.max_content_length = statement_files.LARGEST + AROUND
        request.max_form_memory_size = AT_ONCE


@blueprint.get("/money/statement")
@staff_page(*AT_THE_DESK)
@where_somebody_collects
def statement() -> ResponseReturnValue:
    """Ask for the file, and show what was brought lately."""
    return _show_form(StatementForm(formdata=None))


@blueprint.post("/money/statement")
@staff_page(*AT_THE_DESK)
def bring_statement() -> ResponseReturnValue:
    """Note what is in it for a colleague to look at, and say of every row left out why."""
    unit_id, form = own_unit().id, StatementForm()
    refused: Sequence[RowRefused] = ()
    try:
        content = form.value(statement_files.LARGEST)
        came_in, refused = statement_rows.rows(statement_files.read(content), clock.today())
        brought = statements.bring(content, came_in, refused, unit_id, by=current_staff())
    except FileRefused as refusal:
        form.refuse(RuleBroken(_(refusal.reason.message, **refusal.reason.values), "file"))
        return _show_form(form)
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _show_form(form, refused=refused)
    return _show_form(StatementForm(formdata=None), brought, refused)


@blueprint.get("/money/statements/<uuid:statement_id>")
@staff_page(*AT_THE_DESK)
@require_fresh_staff
def brought_statement(statement_id: UUID) -> ResponseReturnValue:
    """Show what a statement says, and what is to be done."""
    return _show(_own(statement_id))


@blueprint.post("/money/statements/<uuid:statement_id>/confirm")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.brought_statement")
def confirm_statement(statement_id: UUID) -> ResponseReturnValue:
    """Make money of it, as the second person."""
    found = _own(statement_id)
    try:
        became = statement_deciding.confirm(found.id, by=current_staff())
    except RuleBroken as refusal:
        return _show_refused(statement_id, refusal)
    flash(
        _(
            "Confirmed. Of %(new)s new payments %(placed)s found their household by their code",
            new=became.new,
            placed=became.placed,
        )
    )
    return redirect(url_for(".brought_statement", statement_id=statement_id), 303)


@blueprint.post("/money/statements/<uuid:statement_id>/refuse")
@staff_page(*AT_THE_DESK)
@require_fresh_staff_for("transfers_desk.brought_statement")
def refuse_statement(statement_id: UUID) -> ResponseReturnValue:
    """Say that it is no statement of the bank, or the wrong one."""
    found = _own(statement_id)
    try:
        statement_deciding.refuse(found.id, by=current_staff())
    except RuleBroken as refusal:
        return _show_refused(statement_id, refusal)
    flash(_("Refused. Nothing of it became money"))
    return redirect(url_for(".brought_statement", statement_id=statement_id), 303)


def _own(statement_id: UUID) -> Statement:
    """Return a statement of the member's own unit; answer 404 for any other."""
    found = statement_reading.one(statement_id, own_unit().id)
    if found is None:
        abort(404)
    return found


def _show_form(
    form: StatementForm, brought: Brought | None = None, refused: Sequence[RowRefused] = ()
) -> ResponseReturnValue:
    return pages.show(
        "transfers/statement.html",
        status=422 if form.errors else 200,
        form=form,
        brought=brought,
        refused=[(each.row, _(each.reason.message, **each.reason.values)) for each in refused],
        statements=() if brought else statement_reading.newest(own_unit().id),
        labels=statement_words.STATEMENTS,
        tones=statement_words.TONES,
    )


def _show_refused(statement_id: UUID, refusal: RuleBroken) -> ResponseReturnValue:
    abandon()  # what stands is read again
    return _show(_own(statement_id), refusal)


def _show(found: Statement, refusal: RuleBroken | None = None) -> ResponseReturnValue:
    unit, waits = own_unit(), found.state is StatementState.WAITING
    return pages.show(
        "transfers/brought_statement.html",
        status=422 if refusal else 200,
        refused=refusal.message if refusal else None,
        found=found,
        unit=unit,
        account=account_of(reads(), unit.id),
        label=statement_words.STATEMENTS[found.state],
        tone=statement_words.TONES[found.state],
        contents=contents(found, unit.id),
        left_out=[(_(reason), count) for reason, count in statement_reading.refusals_of(found.id)],
        is_confirmed=found.state is StatementState.CONFIRMED,
        second=second(found.brought_by, current_staff().staff_id, unit.commune) if waits else None,
    )
