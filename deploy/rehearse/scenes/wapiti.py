"""A scanner of web holes goes over the portal as a stranger, a resident and a member of staff.

It runs from an environment of its own under build/, installed by wapiti.lock, against the
demonstration over TLS, and asks nobody outside this machine. A scan that saw few pages, or whose
session ended under way, found nothing because it looked at nothing: it fails.
"""

import json
import re
import subprocess
import sys
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from ssl import SSLContext
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, OpenerDirector, build_opener

from deploy.rehearse import certificate, ports
from deploy.rehearse.processes import Program
from deploy.rehearse.stage import Stage

ROOT = Path(__file__).resolve().parents[3]
TOOL = ROOT / "build" / "wapiti"
LOCK = Path(__file__).resolve().parents[1] / "wapiti.lock"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
# Not ldap: there is no directory, and it takes answers that differ for one; ours differ once a
# source has asked for too many numbers.
MODULES = (
    "backup,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,log4shell,methods,"
    "permanentxss,redirect,shellshock,spring4shell,sql,ssrf,timesql,upload,xss,xxe"
)
SCAN_SECONDS, MODULE_SECONDS = 240, 30
# Addresses that would end the session the scanner looks with.
LEAVING = ("/sign-out*", "/staff/sign-out*", "/staff/lock*", "/account/sessions/*")
LAN = "099195000123"
MEMBER, PASSWORD = "thom", "hoa sen nở sớm"
STARTS = {"a stranger": "/sign-in", "a resident": "/home", "staff": "/staff/"}
LEAST_PAGES = {"a stranger": 10, "a resident": 100, "staff": 80}  # seen: 18, 228, 136


Visitor = tuple[CookieJar, OpenerDirector]  # the scanner gets the cookies of the browser


@dataclass(frozen=True)
class Demonstration:
    """The demonstration commune, served over TLS."""

    url: str
    folder: Path
    environment: Mapping[str, str]

    def flask(self, *arguments: str) -> str:
        """Run one of the portal's commands and return what it says."""
        done = subprocess.run(
            [*FLASK, *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


def play(stage: Stage) -> None:
    tls = certificate.make(stage.folder / "tls")
    tool = _installed()
    shown = _serve(stage, tls)
    # Each comes when it is their turn: a session of staff locks while nobody uses it.
    for who, comes in COMING.items():
        cookies, browser = comes(shown, tls.trusted())
        stage.say(f"scanning as {who}")
        _scan(stage, tool, shown, who, cookies)
        _expect_still_inside(stage, shown, who, browser)


def _stranger(_shown: Demonstration, trusted: SSLContext) -> Visitor:
    return _browser(trusted)


def _installed() -> Path:
    """Return the scanner, installed from its lock where it is not there yet."""
    program = TOOL / "bin" / "wapiti"
    if not program.exists():
        venv.create(TOOL, with_pip=True)
        install = [TOOL / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", LOCK]
        subprocess.run([str(part) for part in install], check=True)
    return program


def _serve(stage: Stage, tls: certificate.Certificate) -> Demonstration:
    port = ports.free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PORTAL_ENV": "development",
        "PORTAL_INSTANCE": str(stage.folder / "instance"),
        "PORTAL_SECURE_COOKIES": "1",
    }
    (stage.folder / "instance").mkdir()
    shown = Demonstration(f"https://127.0.0.1:{port}", stage.folder / "instance", environment)
    shown.flask("db", "upgrade")
    shown.flask("demo", "load")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    command += ["--certfile", str(tls.chain), "--keyfile", str(tls.key), "--log-level", "warning"]
    log = stage.folder / "gunicorn.log"
    server = Program("gunicorn", command, log, environment, folder=ROOT)
    stage.callback(server.stop)
    server.start()
    ports.wait_for(port, 60)
    return shown


def _resident(shown: Demonstration, trusted: SSLContext) -> Visitor:
    cookies, browser = _browser(trusted)
    _submit(shown, browser, "/sign-in", {"personal_id": LAN})
    shown.flask("notifications", "send")
    newest = (shown.folder / "messages.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    code = re.search(r"#(\d{6})", newest)
    assert code, "the newest message holds a code"
    _submit(shown, browser, "/sign-in/code", {"code": code[1]})
    return cookies, browser


def _member(shown: Demonstration, trusted: SSLContext) -> Visitor:
    cookies, browser = _browser(trusted)
    code = shown.flask("demo", "staff-code", MEMBER)
    fields = {"staff_name": MEMBER, "password": PASSWORD, "code": code}
    _submit(shown, browser, "/staff/sign-in", fields)
    return cookies, browser


def _browser(trusted: SSLContext) -> Visitor:
    cookies = CookieJar()
    return cookies, build_opener(HTTPSHandler(context=trusted), HTTPCookieProcessor(cookies))


def _submit(
    shown: Demonstration, browser: OpenerDirector, path: str, fields: Mapping[str, str]
) -> None:
    page = browser.open(shown.url + path, timeout=60).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token, f"no form on {path}"
    sent = urlencode({"csrf_token": token[1], **fields}).encode()
    answer = browser.open(shown.url + path, sent, timeout=60)
    assert not answer.url.endswith(path), f"{path} let nobody on"


COMING = {"a stranger": _stranger, "a resident": _resident, "staff": _member}


def _scan(stage: Stage, tool: Path, shown: Demonstration, who: str, cookies: CookieJar) -> None:
    """Let the scanner loose as somebody; every finding is a fault."""
    name = who.replace(" ", "-")
    report, jar = stage.folder / f"{name}.json", stage.folder / f"{name}.cookies"
    jar.write_text(json.dumps({"127.0.0.1": {"/": _as_told(cookies)}}), encoding="utf-8")
    command: list[str | Path] = [tool, "-u", f"{shown.url}/", "-s", shown.url + STARTS[who]]
    for path in LEAVING:
        command += ["-x", shown.url + path]
    command += ["--scope", "folder", "-c", jar, "-m", MODULES, "--verify-ssl", "0"]
    command += ["--max-scan-time", str(SCAN_SECONDS), "--max-attack-time", str(MODULE_SECONDS)]
    command += ["--max-links-per-page", "60", "--max-files-per-dir", "8", "-d", "5"]
    command += ["--tasks", "4", "-t", "30", "-S", "normal", "--endpoint", "http://127.0.0.1:9/"]
    command += ["--store-session", stage.folder / name, "--flush-session", "--no-bugreport"]
    command += ["-f", "json", "-o", report, "-v", "0"]
    environment = {"HOME": str(stage.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    with (stage.folder / f"{name}.log").open("wb") as log:
        subprocess.run(command, env=environment, stdout=log, stderr=log, check=True)
    _judge(stage, who, json.loads(report.read_text(encoding="utf-8")))


def _as_told(cookies: CookieJar) -> dict[str, dict[str, object]]:
    """Write cookies the way the scanner reads them."""
    plain = {"expires": None, "secure": True, "port": None, "version": 0}
    return {cookie.name: {"value": cookie.value, **plain} for cookie in cookies}


def _judge(stage: Stage, who: str, report: Mapping[str, Mapping[str, object]]) -> None:
    found = [
        f"{kind} as {who}: {one['method']} {one['path']} {one['info']}"
        for part in ("vulnerabilities", "anomalies")
        for kind, each in report[part].items()
        for one in each  # type: ignore[attr-defined]  # as the scanner writes it
    ]
    pages, least = int(str(report["infos"].get("crawled_pages_nbr") or 0)), LEAST_PAGES[who]
    stage.verdict.figure(f"pages as {who}", pages)
    stage.verdict.expect(pages >= least, f"the scanner sees {least} pages as {who}")
    stage.verdict.figure(f"findings as {who}", len(found))
    for one in found:
        stage.verdict.expect(False, one)


def _expect_still_inside(
    stage: Stage, shown: Demonstration, who: str, browser: OpenerDirector
) -> None:
    """Expect the first page with the same cookies, and not where a redirect leads."""
    start = shown.url + STARTS[who]
    try:
        answer = browser.open(start, timeout=60)
        seen = (answer.status, answer.url)
    except HTTPError as refusal:
        seen = (refusal.code, refusal.url)
    stage.verdict.expect(seen == (200, start), f"{who} is still inside after the scan: {seen}")
