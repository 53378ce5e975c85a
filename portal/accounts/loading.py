"""Flask-Login as the loader of our own sessions, and the sign-in that guards every page."""

from flask import Flask

from portal.accounts import public, signed_in
from portal.extensions import login_manager


def init_app(app: Flask) -> None:
    """Find the resident of each request by its cookie; send everybody else to sign in."""
    login_manager.request_loader(signed_in.load)
    login_manager.unauthorized_handler(public.to_sign_in)
    public.init_app(app)
