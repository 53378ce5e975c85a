"""The three addresses a browser asks for by itself; none looks at who is signed in."""

from typing import cast

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.public import public
from portal.accounts.signed_in import config
from portal.extensions import fence
from portal.kernel import formats, pages
from portal.kernel.assets import Assets
from portal.kernel.i18n import LANGUAGES, catalogue, current_language
from portal.offline import worker

blueprint = Blueprint("offline", __name__)

THEME, GROUND = "#00423e", "#eff5f4"  # --brand2 and --bg of tokens.css
ICONS = ((192, "icon-192.png"), (512, "icon-512.png"))
# A phone asks for its worker an hour later at the earliest: a visit sends one request, not two.
ASKED_AGAIN = "public, max-age=3600"


@blueprint.get("/sw.js")
@public
@fence.exempt
def service_worker() -> ResponseReturnValue:
    """Send the worker, or the one that removes it where the installation wants none."""
    language = _language()
    if config().offline_page:
        address = url_for(".offline", language=language)
        text = worker.script(_page(language), address, _assets())
    else:
        text = worker.removal()
    return Response(text, mimetype="text/javascript", headers={"Cache-Control": ASKED_AGAIN})


@blueprint.get("/offline")
@public
@fence.exempt
def offline() -> ResponseReturnValue:
    """Show the page a phone keeps; the same for everybody, signed in or not."""
    return Response(_page(_language()), mimetype="text/html")


@blueprint.get("/manifest.webmanifest")
@public
@fence.exempt
def manifest() -> ResponseReturnValue:
    """Say by which name and icon the portal goes to a phone's home screen."""
    language = _language()
    name = catalogue(language).ugettext("Health record")
    answer = jsonify(
        id="/",
        start_url="/",
        scope="/",
        name=f"{name} – {config().station.commune_name}",
        short_name=name,
        lang=language,
        display="standalone",
        theme_color=THEME,
        background_color=GROUND,
        icons=[_icon(size, file, purpose) for size, file in ICONS for purpose in _PURPOSES],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = ASKED_AGAIN
    return answer


_PURPOSES = ("any", "maskable")  # the drawing stays within the circle every phone leaves


def _icon(size: int, file: str, purpose: str) -> dict[str, str]:
    url = _assets().url(file)
    return {"src": url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def _page(language: str) -> str:
    station = config().station
    return pages.render_in(
        language,
        "offline/offline.html",
        commune_name=station.commune_name,
        station_phone=station.station_phone.replace(" ", formats.NBSP),
        station_phone_uri=station.phone_uri,
        signed_in=False,
    )


def _language() -> str:
    asked = request.args.get("language")
    return asked if asked in LANGUAGES else current_language()


def _assets() -> Assets:
    return cast(Assets, current_app.extensions["portal.assets"])
