"""pgBackRest's archive of a server's changes, from the files of deploy/, on a disk of its own."""

import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.rehearse.accounts import UNPRIVILEGED
from deploy.rehearse.postgres import Postgres
from deploy.rehearse.processes import kill_tree
from deploy.rehearse.units import DEPLOY
from deploy.rehearse.verdict import Skipped

SECONDS = 10  # instead of the five minutes of archive.conf, or a rehearsal would take half an hour


@dataclass(frozen=True)
class Archive:
    """The archive of one server; its folder outlives the server's."""

    folder: Path
    server: Postgres

    def begin(self) -> None:
        """Let the server archive, and put a copy of it into the archive."""
        if shutil.which("pgbackrest") is None:
            raise Skipped("Debian's package pgbackrest is missing")
        for part in (
            self.folder,
            *(self.folder / name for name in ("disk", "conf.d", "lock", "spool")),
        ):
            part.mkdir(mode=0o700)
            UNPRIVILEGED.owns(part)
        self._write()
        self._run("stanza-create")
        self.server.program.stop()
        with (self.server.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(self._settings())
        self.server.start()
        self._run("check")
        self._run("backup", "--type=full")

    @property
    def disk(self) -> Path:
        """The folder the archive itself lies in."""
        return self.folder / "disk"

    def restore(self) -> None:
        """Bring the server back in its place, with every change that left it in time."""
        self.server.data.mkdir(mode=0o700)
        UNPRIVILEGED.owns(self.server.data)
        self._run("restore", "--archive-mode=off")
        self.server.start()

    @property
    def _words(self) -> Path:
        return self.folder / "conf.d"

    def _write(self) -> None:
        text = (DEPLOY / "pgbackrest" / "pgbackrest.conf").read_text(encoding="utf-8")
        for there, here in {
            "repo1-path=/srv/portal-archive": f"repo1-path={self.disk}",
            "pg1-path=/var/lib/postgresql/15/main": f"pg1-path={self.server.data}",
            "pg1-port=5432": f"pg1-port={self.server.port}\npg1-user=postgres\n"
            f"pg1-socket-path={self.server.home}",
            "log-level-file=off": f"log-level-file=off\nlock-path={self.folder}/lock\n"
            f"spool-path={self.folder}/spool",
        }.items():
            assert text.count(there) == 1, there
            text = text.replace(there, here)
        (self.folder / "pgbackrest.conf").write_text(text, encoding="utf-8")
        word = self._words / "cipher.conf"
        word.write_text(f"[global]\nrepo1-cipher-pass={secrets.token_hex(32)}\n", encoding="utf-8")
        UNPRIVILEGED.owns(word)

    def _settings(self) -> str:
        text = (DEPLOY / "postgresql" / "archive.conf").read_text(encoding="utf-8")
        assert "archive_timeout = 300" in text
        text = text.replace("archive_timeout = 300", f"archive_timeout = {SECONDS}")
        return text.replace("'pgbackrest ", f"'{' '.join(self._command)} ")

    @property
    def _command(self) -> list[str]:
        config = f"--config={self.folder / 'pgbackrest.conf'}"
        return ["pgbackrest", config, f"--config-include-path={self._words}"]

    def _run(self, *words: str) -> None:
        command = [*self._command, "--stanza=portal", *words]
        done = subprocess.run(
            command, cwd="/", text=True, capture_output=True, check=False, **UNPRIVILEGED.popen
        )
        if done.returncode:
            raise RuntimeError(f"pgbackrest {words[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def lose(server: Postgres) -> None:
    """End a server with all its processes at once, and take its disk away."""
    kill_tree(server.program.pid)
    server.program.kill()
    shutil.rmtree(server.data)
