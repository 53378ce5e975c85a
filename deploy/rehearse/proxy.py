"""nginx with the portal's own site file; only ports and paths are this machine's."""

import shutil
import subprocess
from pathlib import Path

from deploy.rehearse.certificate import Certificate
from deploy.rehearse.ports import free_port
from deploy.rehearse.processes import Program
from deploy.rehearse.units import DEPLOY, ROOT
from deploy.rehearse.verdict import Skipped

AROUND = """
daemon off;
pid {folder}/nginx.pid;
worker_processes 2;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin")


class Proxy:
    """nginx before an application on a port of this machine."""

    def __init__(self, folder: Path, certificate: Certificate, upstream: int) -> None:
        if NGINX is None:
            raise Skipped("Debian's package nginx is missing")
        folder.mkdir()
        self.folder, self.port, self.plain_port = folder, free_port(), free_port()
        site = (DEPLOY / "nginx" / "portal.conf").read_text(encoding="utf-8")
        for said, here in self._instead(certificate, upstream).items():
            if said not in site:
                raise ValueError(f"the site no longer says {said}")
            site = site.replace(said, here)
        (folder / "site.conf").write_text(site, encoding="utf-8")
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
        command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self.program = Program("nginx", command, folder / "nginx.log")

    def _instead(self, certificate: Certificate, upstream: int) -> dict[str, str]:
        return {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "    listen [::]:443 ssl default_server;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ": f"listen 127.0.0.1:{self.port} ",
            "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
            "/etc/letsencrypt/live/suckhoe.example.org": str(certificate.folder),
            "/var/log/nginx": str(self.folder),
            "/var/lib/nginx/portal": str(self.folder / "cache"),
            "/srv/portal/": f"{ROOT}/",
        }

    def check(self) -> str:
        """Ask nginx whether it understands the site; return its complaint, empty when none."""
        done = subprocess.run(
            [*self.program.command, "-t"], capture_output=True, text=True, check=False
        )
        return "" if done.returncode == 0 else done.stderr
