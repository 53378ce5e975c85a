"""The application a server loads: `gunicorn wsgi:app`."""

from portal.app import create_app
from portal.config import from_environment

app = create_app(from_environment())
