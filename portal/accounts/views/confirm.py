"""Asking again who is there, before a page that needs a fresh proof."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import attempts, browser, owners, personal_code, proofs, sessions
from portal.accounts.forms import CodeForm, PinForm
from portal.accounts.fresh import is_fresh, known_target
from portal.accounts.hold import is_held, to_waiting
from portal.accounts.queries import Attempt
from portal.accounts.signed_in import current_resident
from portal.accounts.views.blueprint import blueprint, current_attempt, go, this_browser
from portal.kernel.db import reads
from portal.kernel.errors import RuleBroken
from portal.kernel.pages import show
from portal.people.identity import identifier_index
from portal.people.kinds import IdentifierSystem


def _target() -> str:
    return known_target(request.args.get("to"))


def _confirmed() -> Response:
    token = sessions.confirm(current_resident())
    response = Response(status=303, headers={"Location": _target()})
    return browser.give(response, browser.SESSION, token)


@blueprint.get("/confirm")
def confirm() -> ResponseReturnValue:
    """Ask for the personal code where there is one, else for a one-time code."""
    if is_held():
        return to_waiting()
    if is_fresh():
        return Response(status=303, headers={"Location": _target()})
    owner = owners.owner_of(reads(), current_resident().account_id)
    step = "accounts.confirm_by_pin" if owner.has_pin else "accounts.confirm_by_code"
    return go(step, to=_target())


def _pin_page(form: PinForm, status: int = 200) -> Response:
    by_code = url_for("accounts.confirm_by_code", to=_target())
    return show(
        "accounts/confirm_pin.html",
        form=form,
        action=url_for("accounts.check_pin_again", to=_target()),
        by_code=by_code,
        status=status,
    )


@blueprint.get("/confirm/pin")
def confirm_by_pin() -> ResponseReturnValue:
    """Ask for the personal code."""
    return _pin_page(PinForm(formdata=None))


@blueprint.post("/confirm/pin")
def check_pin_again() -> ResponseReturnValue:
    """Go on where the personal code is right."""
    form = PinForm()
    try:
        personal_code.check_signed_in(current_resident(), form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _pin_page(form, 422)
    return _confirmed()


def _own_attempt() -> Attempt | None:
    """Return the code step this browser has begun, if it is the resident's own."""
    attempt = current_attempt()
    if attempt is None or attempt.code_passed_at is not None:
        return None
    return attempt if attempt.account_id == current_resident().account_id else None


def _code_page(attempt: Attempt | None, form: CodeForm, status: int = 200) -> Response:
    return show(
        "accounts/confirm_code.html",
        form=form,
        sent=attempt is not None,
        valid_until=attempt.challenge.expires_at if attempt else None,
        action=url_for("accounts.check_code_again", to=_target()),
        send_action=url_for("accounts.send_code_again", to=_target()),
        status=status,
    )


@blueprint.get("/confirm/code")
def confirm_by_code() -> ResponseReturnValue:
    """Offer to send a code, and ask for it once it is sent."""
    return _code_page(_own_attempt(), CodeForm(formdata=None))


@blueprint.post("/confirm/code/send")
def send_code_again() -> ResponseReturnValue:
    """Send a code to the resident's own phone."""
    resident = current_resident()
    owner = owners.owner_of(reads(), resident.account_id)
    index = identifier_index(IdentifierSystem.PERSONAL_ID, owner.personal_id)
    token = attempts.begin(
        index,
        owner.personal_id[-3:],
        shared_device=resident.shared_device,
        browser=this_browser(),
    )
    response = go("accounts.confirm_by_code", to=_target())
    return browser.give(response, browser.ATTEMPT, token, lifetime=attempts.LIFETIME)


@blueprint.post("/confirm/code")
def check_code_again() -> ResponseReturnValue:
    """Go on where the code is right."""
    attempt = _own_attempt()
    if attempt is None:
        return go("accounts.confirm_by_code", to=_target())
    form = CodeForm()
    try:
        proofs.prove(attempt, form.value())
    except RuleBroken as refusal:
        form.refuse(refusal)
        return _code_page(attempt, form, 422)
    return browser.take(_confirmed(), browser.ATTEMPT)
