"""Manifest, worker and offline page: the same for everybody, small, and removable."""

import json
import re
import struct
from dataclasses import replace

import pytest
from flask import Flask

from portal.app import create_app
from portal.config import ROOT, Config
from portal.kernel.db import session
from portal.offline.views import GROUND, ICONS, THEME
from tests import cast
from tests.client import InspectingClient, a_browser

ADDRESSES = ("/sw.js", "/offline", "/manifest.webmanifest")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_the_same_whoever_is_signed_in(
    app: Flask, visitor: InspectingClient, address: str
) -> None:
    lan = cast.lan()
    session.commit()
    cast.sign_in(visitor, lan)

    for_lan, for_nobody = visitor.get(address), a_browser(app).get(address)

    assert for_lan.status_code == 200
    assert for_lan.data == for_nobody.data
    assert "Set-Cookie" not in for_nobody.headers


def test_the_offline_page_has_the_ways_out_and_no_form(visitor: InspectingClient) -> None:
    page = visitor.get("/offline").text

    assert re.findall(r'href="(tel:[^"]+)"', page) == ["tel:115", "tel:02400000115"]
    assert '<a class="button" href="">Thử lại</a>' in page
    assert "<form" not in page
    assert "<script" not in page


@pytest.mark.parametrize(
    ("asked", "spoken"), [("vi", "vi"), ("en", "en"), ("fr", "vi"), ("", "vi")]
)
def test_it_speaks_the_language_that_is_asked_for(
    visitor: InspectingClient, asked: str, spoken: str
) -> None:
    page = visitor.get(f"/offline?language={asked}").text
    manifest = visitor.get(f"/manifest.webmanifest?language={asked}").json
    worker = visitor.get(f"/sw.js?language={asked}").text

    assert f'<html lang="{spoken}">' in page
    assert manifest is not None
    assert manifest["lang"] == spoken
    assert f'"page": "/offline?language={spoken}"' in worker


def test_a_phone_can_put_the_portal_on_its_home_screen(visitor: InspectingClient) -> None:
    answer = visitor.get("/manifest.webmanifest")
    manifest = json.loads(answer.text)

    assert answer.mimetype == "application/manifest+json"
    assert manifest["name"] == "Hồ sơ sức khỏe – Xã Đồng Sen"
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (f"{size}x{size}", purpose) for size, _file in ICONS for purpose in ("any", "maskable")
    }
    for icon in manifest["icons"]:
        width, height = struct.unpack(">II", visitor.get(icon["src"]).data[16:24])
        assert f"{width}x{height}" == icon["sizes"]


def test_the_colours_of_the_manifest_are_those_of_the_pages(visitor: InspectingClient) -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")

    assert f"--brand2: {THEME};" in tokens
    assert f"--bg: {GROUND};" in tokens
    assert f'<meta name="theme-color" content="{THEME}">' in visitor.get("/sign-in").text


def test_a_worker_keeps_three_files_and_a_new_page_is_a_new_worker(
    visitor: InspectingClient, config: Config
) -> None:
    moved = replace(config, station=replace(config.station, station_phone="024 0000 0999"))

    now = visitor.get("/sw.js").text
    later = create_app(moved).test_client().get("/sw.js").text

    kept = json.loads(now.splitlines()[0].removeprefix("const KEPT = ").removesuffix(";"))
    assert len(kept["files"]) == 2
    assert all(file.startswith("/static/") for file in kept["files"])
    assert now != later


def test_an_installation_that_wants_no_worker_sends_the_one_that_leaves(config: Config) -> None:
    without = create_app(replace(config, offline_page=False)).test_client()

    text = without.get("/sw.js").text

    assert "unregister" in text
    assert "fetch" not in text
